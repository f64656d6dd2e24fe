/** Columns of clerks and of who is rostered where. */
import { departmentName, hallName, type ImportColumn, NAME, regionOf, WINDOW_CODE } from './column.ts';

const STAFF_NO = /^[\p{L}\p{N}._-]{1,32}$/u;

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
