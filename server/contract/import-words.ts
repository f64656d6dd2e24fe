/** What is wrong with a cell, in both languages: for the page, and for the faults that are downloaded. */
import { columnOf, type Words } from './import-columns.ts';
import type { Language, Registry, RowFault } from './imports.ts';

const WORDS: Readonly<Record<string, Words>> = {
  required: { zh: '不能为空', en: 'must not be empty' },
  pattern: { zh: '格式不对', en: 'is not of the right form' },
  too_long: { zh: '太长', en: 'is too long' },
  choice: { zh: '不是可选的值', en: 'is none of the choices' },
  not_integer: { zh: '不是整数', en: 'is no whole number' },
  out_of_range: { zh: '超出范围', en: 'is out of range' },
  not_number: { zh: '不是数', en: 'is no number' },
  not_day: { zh: '不是日期', en: 'is no date' },
  day_past: { zh: '已经过去，排班不能再改', en: 'is over: its roster stays as it was' },
  spans_form: { zh: '看不懂', en: 'is not understood' },
  spans_overlap: { zh: '有重叠的时段', en: 'has spans that overlap' },
  too_many_shifts: {
    zh: '该窗口当天的班次太多（最多 20 个）',
    en: 'the window has too many shifts that day (at most 20)',
  },
  limit_form: {
    zh: '看不懂：应写作数和单位，如 10 工作日',
    en: 'is not understood: write a number and its unit, like 10 working days',
  },
  limit_range: { zh: '应在 1–3650 之间', en: 'must be within 1–3650' },
  fee_form: {
    zh: '看不懂：应写作 不收费、120 或 100-300',
    en: 'is not understood: write free, 120 or 100-300',
  },
  fee_order: { zh: '范围的下限大于上限', en: 'begins above its end' },
  material_form: {
    zh: '有一行看不懂：应写作 名称｜必需｜原件｜1份',
    en: 'has a line that is not understood: write name | required | original | 1',
  },
  too_many_materials: { zh: '材料太多（最多 100 份）', en: 'has too many materials (at most 100)' },
  yesno: { zh: '看不懂', en: 'is not understood' },
  digits_lost: {
    zh: 'Excel 已把它当作数字并丢掉了末尾的数字：请把该列设为“文本”后重新填写',
    en: 'Excel took it for a number and lost its last digits: make the column “Text” and enter it again',
  },
  control_character: { zh: '含有不可见的控制字符', en: 'holds an invisible control character' },
  no_place: { zh: '没有这个地方，或不在您的权限内', en: 'no such place, or not within your rights' },
  no_department: {
    zh: '没有这个部门，或不在您的权限内',
    en: 'no such department, or not within your rights',
  },
  no_camera: { zh: '该大厅没有这个摄像头', en: 'the hall has no such camera' },
  no_window: { zh: '该大厅没有这个窗口', en: 'the hall has no such window' },
  no_clerk: {
    zh: '该窗口所属部门没有这个工号，或已不在岗',
    en: 'the window’s department has no such clerk, or no longer',
  },
  no_matter: { zh: '该部门没有这个事项编码', en: 'the department has no such matter' },
  other_name: { zh: '这个工号登记的是另一个姓名', en: 'this staff number is registered to another name' },
  ambiguous: {
    zh: '有多个同名的，请填写区划代码',
    en: 'there are several of this name: give the region code',
  },
  ambiguous_key: {
    zh: '名称与统一社会信用代码属于两个不同的部门',
    en: 'name and USCC belong to two different departments',
  },
  duplicate: { zh: '与第 {row} 行重复', en: 'is the same as row {row}' },
  fixed: { zh: '已登记，不能通过导入更改', en: 'is registered and not changed by an import' },
  parent_self: { zh: '不能是自己的上级', en: 'cannot be its own parent' },
  parent_missing: {
    zh: '没有这个上级区划，或不在您的权限内',
    en: 'no such parent, or not within your rights',
  },
  parent_faulty: { zh: '它的上级在第 {row} 行，那一行有错', en: 'its parent in row {row} has a fault' },
  level: { zh: '级别应低于上级区划', en: 'must be a level below its parent' },
  top_level: { zh: '没有上级的只能是省级', en: 'without a parent it can only be a province' },
  promised_longer: { zh: '承诺时限不能长于法定时限', en: 'must not be longer than the statutory limit' },
  reserve_too_large: { zh: '数据预留必须小于专线带宽', en: 'must be less than the line' },
  matter_secret: { zh: '涉密事项不得登记', en: 'secret matters must not be registered' },
  not_a_url: { zh: '不是网址', en: 'is no address' },
  not_rtsp: { zh: '须以 rtsp:// 或 rtmp:// 开头', en: 'must begin with rtsp:// or rtmp://' },
  no_host: { zh: '缺少主机', en: 'has no host' },
  credentials: {
    zh: '用户名和密码请填写在各自的列里，不要写进地址',
    en: 'put user and password into their own columns, not into the address',
  },
  password_in_path: {
    zh: '地址里密码的位置请写 {password}，密码填写在密码列',
    en: 'write {password} in the place of the password, and the password into its column',
  },
  bad_character: {
    zh: '含有空格、引号、反斜杠或控制字符',
    en: 'has a blank, quote, backslash or control character',
  },
  address_not_allowed: {
    zh: '地址不在允许的摄像头网段内：请先由管理员添加网段',
    en: 'is not within the allowed camera networks: have an admin add the network first',
  },
  credentials_needed: {
    zh: '地址换了主机：请同时填写用户名和密码',
    en: 'is another host: give user and password again',
  },
  gb_digits: { zh: '应全是数字', en: 'must be digits only' },
  gb_length: { zh: '应为 20 位', en: 'must have 20 digits' },
  gb_centre: {
    zh: '中心编码（1–8 位）开头不是省份代码',
    en: 'centre (digits 1–8) begins with no province’s code',
  },
  gb_type: { zh: '类型编码（11–13 位）应为 131 或 132', en: 'type (digits 11–13) must be 131 or 132' },
  gb_serial: { zh: '序号（15–20 位）不能全为 0', en: 'serial (digits 15–20) must not be all 0' },
  held_by_closed: {
    zh: '被一个已关闭的占用，不能再用',
    en: 'is held by one that is closed, and cannot be used again',
  },
  held_elsewhere: {
    zh: '已被别处的占用',
    en: 'is held by another one elsewhere',
  },
  closed: { zh: '已关闭，不能更改', en: 'is closed and cannot be changed' },
  user_needed: { zh: '填了密码却没有用户名', en: 'a password without a user' },
  zone_corners: { zh: '应有 3–32 个角', en: 'needs 3–32 corners' },
  zone_point: { zh: '有一个角写错了', en: 'has a corner that is not understood' },
  zone_outside: { zh: '有一个角在画面之外', en: 'has a corner outside the picture' },
  grant_form: { zh: '看不懂：应写作 角色@范围', en: 'is not understood: write role@place' },
  grant_role: { zh: '没有这个角色', en: 'no such role' },
  grant_place: {
    zh: '没有这个范围，或不在您自己的权限内',
    en: 'no such place, or not within your own rights',
  },
  grant_until: {
    zh: '截止日期应为将来的日期，如 2027-01-31',
    en: 'must end on a day to come, like 2027-01-31',
  },
  not_permitted: { zh: '没有这个地方，或不在您的权限内', en: 'no such place, or not within your rights' },
  taken: { zh: '已被使用', en: 'is taken' },
  last_admin: {
    zh: '至少要保留一个可管理全部的管理员',
    en: 'somebody must remain who may administer everything',
  },
  in_use: { zh: '已被使用，不能撤销', en: 'is in use and cannot be taken back' },
  changed_since: { zh: '导入之后又被改过，不能撤销', en: 'was changed since and cannot be taken back' },
  gone: { zh: '已经不在了', en: 'is not there any more' },
  user_signed_in: { zh: '此人已登录过，只能停用', en: 'has signed in already and can only be disabled' },
  refused: { zh: '被拒绝', en: 'was refused' },
};

/** In a sentence, with what is accepted where that is not said by the fault itself. */
export function faultWords(fault: RowFault, language: Language): string {
  const words = WORDS[fault.code] ?? WORDS.refused;
  const text = (words?.[language] ?? fault.code).replace('{row}', String(fault.otherRow ?? ''));
  const detail = WORDS[fault.code] === undefined || fault.code === 'refused' ? fault.detail : undefined;
  return detail === undefined ? text : `${text}${language === 'zh' ? '：' : ': '}${detail}`;
}

/** Faults that say themselves what is to be done. */
const SAYS_ENOUGH = new Set([
  ...[
    'duplicate',
    'digits_lost',
    'address_not_allowed',
    'credentials_needed',
    'credentials',
    'password_in_path',
  ],
  ...[
    'fixed',
    'taken',
    'closed',
    'not_permitted',
    'no_place',
    'parent_faulty',
    'matter_secret',
    'user_needed',
    'day_past',
    'no_clerk',
  ],
  ...['held_by_closed', 'held_elsewhere', 'too_many_shifts', 'other_name'],
  ...['reserve_too_large', 'promised_longer', 'in_use', 'changed_since', 'limit_range', 'fee_order'],
  ...['too_many_materials'],
]);

/** What the fault's column takes; undefined where that would not help, or it is about the whole row. */
export const acceptedWords = (registry: Registry, fault: RowFault, language: Language): string | undefined =>
  SAYS_ENOUGH.has(fault.code) ? undefined : columnOf(registry, fault.column)?.accepts[language];

export const isFaultCode = (code: string): boolean => code in WORDS;
