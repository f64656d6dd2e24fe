/**
 * A person's grants in one cell: `监控值班@区划 445200；部门人员@部门 445200 揭阳市市场监督管理局 至 2027-01-31`, or the
 * same in English. Within the program a grant is written `monitor@region 445200`.
 */
import type { Grant, Scope } from '../../contract/access.ts';
import { ROLES } from '../../contract/import-columns.ts';
import type { Language } from '../../contract/imports.ts';
import type { Fault } from '../reading/sheet-row.ts';
import type { Directory } from './directory.ts';

export interface RoleName {
  readonly id: string;
  readonly name: string;
}

const KINDS: Readonly<Record<Scope['kind'], Readonly<Record<Language, string>>>> = {
  everywhere: { zh: '全部', en: 'everywhere' },
  region: { zh: '区划', en: 'region' },
  hall: { zh: '大厅', en: 'hall' },
  department: { zh: '部门', en: 'department' },
};
const UNTIL: Readonly<Record<Language, string>> = { zh: '至', en: 'until' };

/** Grants, or the code of what is wrong. `ownRoles`: those a site made itself. */
export function parseGrants(
  text: string,
  directory: Directory,
  ownRoles: readonly RoleName[],
  nowMs: number,
): readonly Grant[] | Fault['code'] {
  const grants: Grant[] = [];
  for (const part of text.split(/[;；\n]/).map((one) => one.trim())) {
    if (part === '') continue;
    const grant = parseGrant(part, directory, ownRoles, nowMs);
    if (typeof grant === 'string') return grant;
    grants.push(grant);
  }
  return grants.length === 0 ? 'required' : grants;
}

function parseGrant(
  part: string,
  directory: Directory,
  ownRoles: readonly RoleName[],
  nowMs: number,
): Grant | Fault['code'] {
  const [, roleName, rest] = /^([^@＠]+)[@＠](.+)$/.exec(part) ?? [];
  if (roleName === undefined || rest === undefined) return 'grant_form';
  const role = roleOf(roleName.trim(), ownRoles);
  if (role === undefined) return 'grant_role';
  const [, place = rest, day] = /^(.*?)\s*(?:至|until)\s*(\d{4}-\d{2}-\d{2})$/i.exec(rest.trim()) ?? [];
  const until = day === undefined ? undefined : endOf(day);
  if (until !== undefined && !(Date.parse(until) > nowMs)) return 'grant_until';
  const scope = scopeOf(place.trim(), directory);
  if (scope === undefined) return 'grant_place';
  return { role, scope, ...(until !== undefined && { until }) };
}

function roleOf(text: string, ownRoles: readonly RoleName[]): Grant['role'] | undefined {
  const word = text.toLowerCase();
  const builtIn = ROLES.find((one) =>
    [one.value, one.words.zh, one.words.en].some((name) => name.toLowerCase() === word),
  );
  return (builtIn?.value ?? ownRoles.find((one) => one.name === text)?.id) as Grant['role'] | undefined;
}

function scopeOf(text: string, directory: Directory): Scope | undefined {
  const [word = '', code = '', ...name] = text.split(/[\s:：/]+/);
  const kind = (Object.keys(KINDS) as Scope['kind'][]).find((one) =>
    [KINDS[one].zh, KINDS[one].en].includes(word.toLowerCase()),
  );
  if (kind === 'everywhere') return { kind };
  if (kind === 'region') return directory.regions.has(code) ? { kind, code } : undefined;
  if (kind === undefined) return undefined;
  const thing =
    kind === 'hall' ? directory.hall(code, name.join(' ')) : directory.department(code, name.join(' '));
  return thing && { kind, id: thing.id };
}

/** The day is still good; days are those of China. */
const endOf = (day: string): string | undefined => {
  const ms = Date.parse(`${day}T23:59:59.999+08:00`);
  return Number.isNaN(ms) ? '1970-01-01T00:00:00.000Z' : new Date(ms).toISOString();
};
const dayOf = (until: string): string =>
  new Date(Date.parse(until) + 8 * 3_600_000).toISOString().slice(0, 10);

/** What a grant's place is called. */
export interface ScopeNames {
  readonly hallOf: (id: string) => string | undefined;
  readonly departmentOf: (id: string) => string | undefined;
  readonly roleName: (id: string) => string | undefined;
}

/** The same text for the same grants, in whatever order they are kept. */
export function grantsText(grants: readonly Grant[], names: ScopeNames, language: Language): string {
  return grants
    .map(({ role, scope, until }) => {
      const roleName =
        ROLES.find((one) => one.value === role)?.words[language] ?? names.roleName(role) ?? role;
      const end = until == null ? '' : ` ${UNTIL[language]} ${dayOf(until)}`;
      return `${roleName}@${scopeText(scope, names, language)}${end}`;
    })
    .sort()
    .join(language === 'zh' ? '；' : '; ');
}

function scopeText(scope: Scope, names: ScopeNames, language: Language): string {
  const kind = KINDS[scope.kind][language];
  switch (scope.kind) {
    case 'everywhere':
      return kind;
    case 'region':
      return `${kind} ${scope.code}`;
    case 'hall':
      return `${kind} ${names.hallOf(scope.id) ?? scope.id}`;
    case 'department':
      return `${kind} ${names.departmentOf(scope.id) ?? scope.id}`;
  }
}
