/** Columns of matters, of clerks and of who is rostered where. */
import { caseKind } from '../cases.ts';
import {
  type Choice,
  choicesOf,
  departmentName,
  hallName,
  type ImportColumn,
  NAME,
  oneOf,
  regionOf,
  WINDOW_CODE,
  type Words,
} from './column.ts';

const STAFF_NO = /^[\p{L}\p{N}._-]{1,32}$/u;

const CASE_KINDS = choicesOf(caseKind.options, {
  onTheSpot: { zh: '即办件', en: 'on the spot' },
  promised: { zh: '承诺件', en: 'promised' },
  forwarded: { zh: '上报件', en: 'forwarded' },
  joint: { zh: '联办件', en: 'joint' },
});

const SECRECY: Choice[] = [
  { value: 'none', words: { zh: '无', en: 'none' } },
  { value: 'secret', words: { zh: '涉密', en: 'secret' } },
];

const DAYS: Words = { zh: '1–365 的整数（工作日）', en: 'whole number 1–365 (working days)' };

export const matters: readonly ImportColumn[] = [
  regionOf({ zh: '部门', en: 'department' }),
  { ...departmentName, isKey: true },
  {
    key: 'code',
    header: { zh: '事项编码', en: 'matter code' },
    also: ['编码', '事项代码', 'code'],
    kind: 'code',
    isKey: true,
    most: 64,
    accepts: { zh: '1–64 个字符', en: '1–64 characters' },
    example: 'SCJG-0001',
  },
  {
    key: 'name',
    header: { zh: '事项名称', en: 'name' },
    also: ['名称', '事项', 'matter'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '食品经营许可核发',
  },
  {
    key: 'kind',
    header: { zh: '办件类型', en: 'kind' },
    also: ['类型'],
    kind: 'choice',
    choices: CASE_KINDS,
    otherwise: 'promised',
    accepts: oneOf(CASE_KINDS),
    example: 'promised',
  },
  {
    key: 'promisedLimitDays',
    header: { zh: '承诺时限', en: 'promised limit' },
    also: ['承诺时限（工作日）', '承诺办结时限'],
    kind: 'integer',
    required: true,
    least: 1,
    most: 365,
    accepts: DAYS,
    example: '10',
  },
  {
    key: 'statutoryLimitDays',
    header: { zh: '法定时限', en: 'statutory limit' },
    also: ['法定时限（工作日）', '法定办结时限'],
    kind: 'integer',
    required: true,
    least: 1,
    most: 365,
    accepts: DAYS,
    example: '20',
  },
  {
    key: 'secrecy',
    header: { zh: '密级', en: 'secrecy' },
    kind: 'choice',
    choices: SECRECY,
    otherwise: 'none',
    accepts: {
      zh: '无（涉密事项不得登记，请从文件中删去）',
      en: 'none (secret matters must not be registered: take them out of the file)',
    },
    example: 'none',
  },
];

export const clerks: readonly ImportColumn[] = [
  regionOf({ zh: '部门', en: 'department' }),
  { ...departmentName, isKey: true },
  {
    key: 'staffNo',
    header: { zh: '工号', en: 'staff no.' },
    also: ['编号', '人员编号', 'staffno'],
    kind: 'code',
    isKey: true,
    pattern: STAFF_NO,
    accepts: { zh: '1–32 位文字、数字或 . _ -', en: '1–32 letters, digits or . _ -' },
    example: '1001',
  },
  {
    key: 'name',
    header: { zh: '姓名', en: 'name' },
    also: ['名称', '窗口人员', 'clerk'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '王五',
  },
];

export const shifts: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  {
    key: 'window',
    header: { zh: '窗口号', en: 'window code' },
    also: ['窗口编号', '窗口', 'window'],
    kind: 'code',
    isKey: true,
    pattern: WINDOW_CODE,
    accepts: { zh: '该大厅已登记的窗口号', en: 'code of a registered window of the hall' },
    example: 'A05',
  },
  {
    key: 'day',
    header: { zh: '日期', en: 'date' },
    also: ['排班日期', 'day'],
    kind: 'day',
    isKey: true,
    accepts: { zh: '今天或以后的日期，如 2027-01-31', en: 'today or a day to come, like 2027-01-31' },
    example: '2027-01-31',
  },
  {
    key: 'staffNo',
    header: { zh: '工号', en: 'staff no.' },
    also: ['编号', '人员编号', 'staffno'],
    kind: 'code',
    isKey: true,
    pattern: STAFF_NO,
    accepts: {
      zh: '该窗口所属部门已登记的工号',
      en: 'staff number of a registered clerk of the window’s department',
    },
    example: '1001',
  },
  {
    key: 'name',
    header: { zh: '姓名', en: 'name' },
    also: ['窗口人员', '人员', 'clerk'],
    kind: 'name',
    emptyKeeps: true,
    most: 100,
    accepts: {
      zh: '与登记的姓名相同；可留空',
      en: 'as the clerk is registered; may be empty',
    },
    example: '王五',
  },
  {
    key: 'spans',
    header: { zh: '时段', en: 'times' },
    also: ['上班时间', '班次', '时间', 'shift'],
    kind: 'spans',
    required: true,
    accepts: {
      zh: '1–8 个不重叠的时段，如 08:30-12:00 14:30-17:30',
      en: '1–8 spans that do not overlap, like 08:30-12:00 14:30-17:30',
    },
    example: '08:30-12:00 14:30-17:30',
  },
];
