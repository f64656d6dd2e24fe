/** Columns of people and what they may do. */
import { builtInRole } from '../access.ts';
import { type Choice, choicesOf, type ImportColumn, NAME, YES_NO } from './column.ts';

export const ROLES: readonly Choice[] = choicesOf(builtInRole.options, {
  admin: { zh: '管理员', en: 'admin' },
  supervisor: { zh: '监察员', en: 'supervisor' },
  monitor: { zh: '监控值班', en: 'monitor' },
  department: { zh: '部门人员', en: 'department' },
  clerk: { zh: '窗口登记员', en: 'desk clerk' },
  auditor: { zh: '审计员', en: 'auditor' },
});

export const users: readonly ImportColumn[] = [
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
