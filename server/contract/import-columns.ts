/**
 * The columns of each registry's table: headers in both languages, what is accepted, an example. The reader, the
 * templates, the exports and the page all go by these.
 */
import { builtInRole } from './access.ts';
import { caseKind } from './cases.ts';
import type { Language, Registry } from './imports.ts';
import { regionLevel } from './places.ts';

export type Words = Readonly<Record<Language, string>>;

export interface Choice {
  readonly value: string;
  readonly words: Words;
}

/**
 * How a cell is read:
 * - `name`, `text`: blanks at its ends go; `code`: so do all others, and full-width digits and letters become plain.
 * - `integer`, `decimal`; `yesno`; `choice`; `url`; `onvif` (a device's address); `day`; `uscc`.
 * - `codes`: several of them, in the order of their letters; `spans`: times of day `08:30-12:00 14:30-17:30`.
 * - `secret`: kept as it is, never shown again.
 * - `zone`: corners `x,y x,y x,y` in 0..1 of the picture; `grants`: see `grant-text.ts`.
 */
export type ColumnKind =
  | 'name'
  | 'text'
  | 'code'
  | 'uscc'
  | 'codes'
  | 'integer'
  | 'decimal'
  | 'day'
  | 'spans'
  | 'yesno'
  | 'choice'
  | 'url'
  | 'onvif'
  | 'secret'
  | 'zone'
  | 'grants';

export interface ImportColumn {
  readonly key: string;
  readonly header: Words;
  /** Other headers that people write. */
  readonly also?: readonly string[];
  readonly kind: ColumnKind;
  /** Together they name the thing: a file without them cannot be read. */
  readonly isKey?: boolean;
  /** A new thing needs it. */
  readonly required?: boolean;
  /** Set when the thing is registered, and not changed by an import. */
  readonly fixed?: boolean;
  readonly most?: number;
  readonly least?: number;
  readonly pattern?: RegExp;
  readonly choices?: readonly Choice[];
  /** Nothing said is no change, rather than to be emptied. */
  readonly emptyKeeps?: boolean;
  /** What a new thing gets when nothing is said, as the file would say it. */
  readonly otherwise?: string;
  readonly accepts: Words;
  readonly example: string;
}

export const REGION_CODE = /^[0-9]{4}(?:[0-9]{2}|[A-Z][0-9])(?:[0-9]{3})?$/;
export const WINDOW_CODE = /^[A-Za-z0-9-]{1,16}$/;
const STAFF_NO = /^[\p{L}\p{N}._-]{1,32}$/u;
export const USCC = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

const YES_NO: Words = { zh: '是 或 否', en: 'yes or no' };
const NAME: Words = { zh: '1–100 个字符', en: '1–100 characters' };
const CODE6: Words = {
  zh: '6 位区划代码，开发区如 4452A1，乡镇再加 3 位',
  en: '6 digits, a local code like 4452A1, 3 digits more for a township',
};

const choicesOf = <T extends string>(values: readonly T[], words: Readonly<Record<T, Words>>): Choice[] =>
  values.map((value) => ({ value, words: words[value] }));
const oneOf = (choices: readonly Choice[]): Words => ({
  zh: choices.map((one) => one.words.zh).join('、'),
  en: choices.map((one) => one.words.en).join(', '),
});

const LEVELS = choicesOf(regionLevel.options, {
  province: { zh: '省', en: 'province' },
  city: { zh: '市', en: 'city' },
  county: { zh: '县', en: 'county' },
  township: { zh: '乡镇', en: 'township' },
});
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
export const ROLES: readonly Choice[] = choicesOf(builtInRole.options, {
  admin: { zh: '管理员', en: 'admin' },
  supervisor: { zh: '监察员', en: 'supervisor' },
  monitor: { zh: '监控值班', en: 'monitor' },
  department: { zh: '部门人员', en: 'department' },
  auditor: { zh: '审计员', en: 'auditor' },
});

const regionOf = (what: Words, more: Partial<ImportColumn> = {}): ImportColumn => ({
  key: 'regionCode',
  header: { zh: `${what.zh}区划代码`, en: `${what.en} region` },
  also: ['区划代码', '行政区划代码', '行政区划', 'region', 'region code'],
  kind: 'code',
  isKey: true,
  pattern: REGION_CODE,
  accepts: CODE6,
  example: '445200',
  ...more,
});
const hallName: ImportColumn = {
  key: 'hall',
  header: { zh: '大厅', en: 'hall' },
  also: ['大厅名称', '办事大厅', '政务大厅', 'hall name'],
  kind: 'name',
  isKey: true,
  most: 100,
  accepts: { zh: '已登记的大厅名称', en: 'name of a registered hall' },
  example: '揭阳市政务服务中心',
};
const departmentName: ImportColumn = {
  key: 'department',
  header: { zh: '部门', en: 'department' },
  also: ['部门名称', '所属部门', '单位', 'department name'],
  kind: 'name',
  required: true,
  most: 100,
  accepts: { zh: '已登记的部门名称，或其统一社会信用代码', en: 'name or USCC of a registered department' },
  example: '揭阳市市场监督管理局',
};

const regions: readonly ImportColumn[] = [
  {
    key: 'code',
    header: { zh: '区划代码', en: 'code' },
    also: ['代码', '行政区划代码', 'region code'],
    kind: 'code',
    isKey: true,
    pattern: REGION_CODE,
    accepts: CODE6,
    example: '445202',
  },
  {
    key: 'name',
    header: { zh: '名称', en: 'name' },
    also: ['区划名称', '行政区划'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '榕城区',
  },
  {
    key: 'level',
    header: { zh: '级别', en: 'level' },
    also: ['层级'],
    kind: 'choice',
    choices: LEVELS,
    required: true,
    fixed: true,
    accepts: oneOf(LEVELS),
    example: 'county',
  },
  {
    key: 'parentCode',
    header: { zh: '上级区划代码', en: 'parent code' },
    also: ['上级代码', '上级', 'parent'],
    kind: 'code',
    fixed: true,
    pattern: REGION_CODE,
    accepts: {
      zh: '已登记的、或本表中的上级区划代码；省级留空',
      en: 'code of a region that is registered or in this table; empty at the top',
    },
    example: '445200',
  },
];

const departments: readonly ImportColumn[] = [
  regionOf({ zh: '', en: 'department' }),
  {
    key: 'name',
    header: { zh: '部门名称', en: 'name' },
    also: ['名称', '部门', 'department', 'department name'],
    kind: 'name',
    isKey: true,
    most: 100,
    accepts: NAME,
    example: '揭阳市市场监督管理局',
  },
  {
    key: 'uscc',
    header: { zh: '统一社会信用代码', en: 'USCC' },
    also: ['社会信用代码', '信用代码'],
    kind: 'uscc',
    pattern: USCC,
    accepts: {
      zh: '18 位数字和大写字母，不含 I、O、S、V、Z；可留空',
      en: '18 characters, digits and capitals without I O S V Z; may be empty',
    },
    example: '11445200MB2C00001A',
  },
];

const halls: readonly ImportColumn[] = [
  regionOf({ zh: '', en: 'hall' }),
  {
    key: 'name',
    header: { zh: '大厅名称', en: 'name' },
    also: ['名称', '大厅', '办事大厅', 'hall', 'hall name'],
    kind: 'name',
    isKey: true,
    most: 100,
    accepts: NAME,
    example: '揭阳市政务服务中心',
  },
  {
    key: 'address',
    header: { zh: '地址', en: 'address' },
    kind: 'text',
    most: 200,
    accepts: { zh: '最多 200 个字符；可留空', en: 'at most 200 characters; may be empty' },
    example: '榕城区新河路1号',
  },
  {
    key: 'contact',
    header: { zh: '联系人', en: 'contact' },
    kind: 'text',
    most: 100,
    accepts: { zh: '最多 100 个字符；可留空', en: 'at most 100 characters; may be empty' },
    example: '李四',
  },
  {
    key: 'phone',
    header: { zh: '联系电话', en: 'phone' },
    also: ['电话'],
    kind: 'text',
    pattern: /^[0-9+()\-– ,;转]{3,60}$/,
    accepts: {
      zh: '数字、+ - ( ) 和空格（3–60 位）；可留空',
      en: 'digits, + - ( ) and blanks (3–60); may be empty',
    },
    example: '0663-8888888',
  },
  {
    key: 'lineKbps',
    header: { zh: '专线带宽 kbit/s', en: 'line kbit/s' },
    also: ['专线带宽', '带宽', 'line'],
    kind: 'integer',
    least: 64,
    most: 10_000_000,
    accepts: { zh: '64–10000000 的整数；不限速留空', en: 'whole number 64–10000000; empty: no cap' },
    example: '2000',
  },
  {
    key: 'lineReserveKbps',
    header: { zh: '数据预留 kbit/s', en: 'reserve kbit/s' },
    also: ['数据预留', '预留带宽', 'reserve'],
    kind: 'integer',
    otherwise: '400',
    least: 0,
    most: 10_000_000,
    accepts: { zh: '0 以上、小于专线带宽的整数', en: 'whole number from 0, less than the line' },
    example: '400',
  },
  {
    key: 'soundAllowed',
    header: { zh: '允许监听', en: 'sound allowed' },
    also: ['监听', '声音', 'sound'],
    kind: 'yesno',
    otherwise: 'no',
    accepts: YES_NO,
    example: 'no',
  },
];

const windows: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  {
    key: 'code',
    header: { zh: '窗口号', en: 'window code' },
    also: ['窗口编号', '编号', 'code', 'window', '窗口'],
    kind: 'code',
    isKey: true,
    pattern: WINDOW_CODE,
    accepts: { zh: '1–16 位字母、数字或 -', en: '1–16 letters, digits or -' },
    example: 'A05',
  },
  {
    key: 'name',
    header: { zh: '窗口名称', en: 'name' },
    also: ['名称', 'window name'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '企业登记窗口',
  },
  departmentName,
  {
    key: 'departmentRegion',
    emptyKeeps: true,
    header: { zh: '部门区划代码', en: 'department region' },
    kind: 'code',
    pattern: REGION_CODE,
    accepts: {
      zh: '部门所在的区划代码；留空：与大厅相同，或部门名称唯一',
      en: 'region of the department; empty: the hall’s, or where the name is the only one',
    },
    example: '445200',
  },
  {
    key: 'matters',
    header: { zh: '办理事项编码', en: 'matter codes' },
    also: ['办理事项', '事项编码', '事项', 'matters'],
    kind: 'codes',
    accepts: {
      zh: '该部门已登记的事项编码，用分号隔开；可留空',
      en: 'codes of registered matters of the department, separated by ;; may be empty',
    },
    example: 'SCJG-0001;SCJG-0002',
  },
];

const cameraName: ImportColumn = {
  key: 'name',
  header: { zh: '摄像头名称', en: 'camera' },
  also: ['名称', '摄像头', '摄像机', '摄像机名称', 'name', 'camera name'],
  kind: 'name',
  isKey: true,
  most: 100,
  accepts: NAME,
  example: 'A区1号',
};
const knownText = (key: string, header: Words, most: number, example: string): ImportColumn => ({
  ...{ key, header, kind: 'text', most, example },
  accepts: { zh: `最多 ${most} 个字符；可留空`, en: `at most ${most} characters; may be empty` },
});
const URL_ACCEPTS: Words = {
  zh: 'rtsp:// 或 rtmp://主机:端口/路径，不含用户名和密码；编码器推流写 push:',
  en: 'rtsp:// or rtmp://host:port/path without user and password; push: where the encoder pushes',
};
const cameras: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  cameraName,
  {
    key: 'mainUrl',
    header: { zh: '主码流地址', en: 'main address' },
    also: ['主码流', '地址', 'rtsp', 'RTSP地址', 'main', 'url'],
    kind: 'url',
    required: true,
    most: 500,
    accepts: URL_ACCEPTS,
    example: 'rtsp://192.168.1.64:554/Streaming/Channels/101',
  },
  {
    key: 'subUrl',
    header: { zh: '子码流地址', en: 'sub address' },
    also: ['子码流', 'sub'],
    kind: 'url',
    most: 500,
    accepts: { zh: `${URL_ACCEPTS.zh}；可留空`, en: `${URL_ACCEPTS.en}; may be empty` },
    example: 'rtsp://192.168.1.64:554/Streaming/Channels/102',
  },
  {
    key: 'username',
    header: { zh: '摄像头用户名', en: 'camera user' },
    also: ['用户名', '登录名', 'username', 'user'],
    kind: 'secret',
    most: 100,
    accepts: { zh: '最多 100 个字符；留空：不改', en: 'at most 100 characters; empty: unchanged' },
    example: 'admin',
  },
  {
    key: 'password',
    header: { zh: '摄像头密码', en: 'camera password' },
    also: ['密码', 'password'],
    kind: 'secret',
    most: 200,
    accepts: { zh: '最多 200 个字符；留空：不改', en: 'at most 200 characters; empty: unchanged' },
    example: '',
  },
  {
    key: 'gb28181Id',
    header: { zh: '国标编码', en: 'GB/T 28181 id' },
    also: ['GB28181编码', '28181编码', '设备编码'],
    kind: 'code',
    accepts: {
      zh: '20 位数字：中心 8、行业 2、类型 3（131 或 132）、网络 1、序号 6；可留空',
      en: '20 digits: centre 8, industry 2, type 3 (131 or 132), network 1, serial 6; may be empty',
    },
    example: '44520200001320000001',
  },
  knownText('make', { zh: '厂商', en: 'make' }, 60, 'Hikvision'),
  knownText('model', { zh: '型号', en: 'model' }, 60, 'DS-2CD2T45'),
  knownText('serial', { zh: '序列号', en: 'serial' }, 80, 'D12345678'),
  knownText('firmware', { zh: '固件版本', en: 'firmware' }, 80, 'V5.7.3'),
  {
    key: 'onvifAddress',
    header: { zh: 'ONVIF 地址', en: 'ONVIF address' },
    also: ['onvif'],
    kind: 'onvif',
    most: 300,
    accepts: {
      zh: 'http://主机:端口/路径，不含用户名和密码；可留空',
      en: 'http://host:port/path without user and password; may be empty',
    },
    example: 'http://192.168.1.64/onvif/device_service',
  },
  {
    key: 'expectedFps',
    header: { zh: '应有帧率', en: 'expected fps' },
    also: ['帧率', 'fps'],
    kind: 'decimal',
    least: 0.1,
    most: 240,
    accepts: { zh: '0.1–240 的数；留空：自动学习', en: 'number 0.1–240; empty: learnt' },
    example: '25',
  },
  {
    key: 'expectedKbps',
    header: { zh: '应有码率 kbit/s', en: 'expected kbit/s' },
    also: ['应有码率', '码率', 'kbps'],
    kind: 'integer',
    least: 1,
    most: 200_000,
    accepts: { zh: '1–200000 的整数；留空：自动学习', en: 'whole number 1–200000; empty: learnt' },
    example: '4096',
  },
  {
    key: 'note',
    header: { zh: '备注', en: 'note' },
    kind: 'text',
    most: 500,
    accepts: { zh: '最多 500 个字符；可留空', en: 'at most 500 characters; may be empty' },
    example: '',
  },
];

const ZONE: Words = {
  zh: '3–32 个角，写作 x,y x,y x,y，各为画面宽、高的 0–1',
  en: '3–32 corners as x,y x,y x,y, each 0–1 of the picture’s width and height',
};
const placements: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  {
    ...cameraName,
    key: 'camera',
    accepts: { zh: '该大厅已登记的摄像头名称', en: 'name of a registered camera of the hall' },
  },
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
    key: 'clerkZone',
    header: { zh: '工作人员区域', en: 'clerk zone' },
    kind: 'zone',
    required: true,
    accepts: ZONE,
    example: '0.1,0.2 0.4,0.2 0.4,0.5 0.1,0.5',
  },
  {
    key: 'applicantZone',
    header: { zh: '办事人区域', en: 'applicant zone' },
    also: ['申请人区域', '群众区域'],
    kind: 'zone',
    accepts: { zh: `${ZONE.zh}；可留空`, en: `${ZONE.en}; may be empty` },
    example: '0.1,0.6 0.4,0.6 0.4,0.9 0.1,0.9',
  },
];

const DAYS: Words = { zh: '1–365 的整数（工作日）', en: 'whole number 1–365 (working days)' };
const matters: readonly ImportColumn[] = [
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

const clerks: readonly ImportColumn[] = [
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

const shifts: readonly ImportColumn[] = [
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

const users: readonly ImportColumn[] = [
  {
    key: 'username',
    header: { zh: '用户名', en: 'username' },
    also: ['登录名', '账号', 'user'],
    kind: 'code',
    isKey: true,
    pattern: /^[a-z0-9._-]{2,64}$/,
    accepts: { zh: '2–64 位小写字母、数字或 . _ -', en: '2–64 lower-case letters, digits or . _ -' },
    example: 'zhang.san',
  },
  {
    key: 'displayName',
    header: { zh: '姓名', en: 'name' },
    also: ['名称', '显示名', 'display name'],
    kind: 'name',
    required: true,
    most: 100,
    accepts: NAME,
    example: '张三',
  },
  {
    key: 'grants',
    header: { zh: '授权', en: 'grants' },
    also: ['角色', '权限', 'roles'],
    kind: 'grants',
    required: true,
    accepts: {
      zh: '角色@范围，多项用分号隔开。范围：全部；区划 445200；部门 445200 部门名称；大厅 445200 大厅名称。可加 至 2027-01-31',
      en: 'role@place, several with ;. Places: everywhere; region 445200; department 445200 name; hall 445200 name. May end with until 2027-01-31',
    },
    example: '监控值班@区划 445200',
  },
  {
    key: 'disabled',
    header: { zh: '停用', en: 'disabled' },
    kind: 'yesno',
    otherwise: 'no',
    accepts: YES_NO,
    example: 'no',
  },
];

export const COLUMNS: Readonly<Record<Registry, readonly ImportColumn[]>> = {
  regions,
  departments,
  matters,
  halls,
  windows,
  cameras,
  placements,
  clerks,
  shifts,
  users,
};

/** What a registry is called, on sheets, in file names and on the page. */
export const REGISTRY_WORDS: Readonly<Record<Registry, Words>> = {
  regions: { zh: '行政区划', en: 'regions' },
  departments: { zh: '部门', en: 'departments' },
  matters: { zh: '事项', en: 'matters' },
  halls: { zh: '办事大厅', en: 'halls' },
  windows: { zh: '窗口', en: 'windows' },
  cameras: { zh: '摄像头', en: 'cameras' },
  placements: { zh: '画面绑定', en: 'placements' },
  clerks: { zh: '窗口人员', en: 'clerks' },
  shifts: { zh: '排班', en: 'shifts' },
  users: { zh: '用户', en: 'users' },
};

export const columnOf = (registry: Registry, key: string | null): ImportColumn | undefined =>
  COLUMNS[registry].find((one) => one.key === key);

/** A value as people read it. */
export function shownValue(column: ImportColumn, value: string, language: Language): string {
  if (column.kind === 'yesno' && value !== '') return YES_OR_NO[value === 'yes' ? 'yes' : 'no'][language];
  return column.choices?.find((one) => one.value === value)?.words[language] ?? value;
}

const YES_OR_NO = { yes: { zh: '是', en: 'yes' }, no: { zh: '否', en: 'no' } } as const;
export const yesNoWords = (language: Language): string[] => [YES_OR_NO.yes[language], YES_OR_NO.no[language]];

/** How the example row of a template begins, in the column that names it: such rows are left out. */
export const EXAMPLE: Words = { zh: '示例：', en: 'Example: ' };
export const exampleColumn = (columns: readonly ImportColumn[]): ImportColumn | undefined =>
  columns.find((one) => one.kind === 'name');
