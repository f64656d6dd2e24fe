/**
 * The columns of each registry's table: headers in both languages, what is accepted, an example. The reader, the
 * templates, the exports and the page all go by these.
 */
import { cameras, placements } from './import-columns/camera-columns.ts';
import type { ImportColumn, Words } from './import-columns/column.ts';
import { isMatterKind, shownMatterCell } from './import-columns/matter-cells.ts';
import { matters } from './import-columns/matter-columns.ts';
import { users } from './import-columns/people-columns.ts';
import { departments, halls, regions, windows } from './import-columns/place-columns.ts';
import { clerks, shifts } from './import-columns/work-columns.ts';
import type { Language, Registry } from './imports.ts';

export {
  type Choice,
  type ColumnKind,
  type ImportColumn,
  REGION_CODE,
  USCC,
  WINDOW_CODE,
  type Words,
} from './import-columns/column.ts';
export { ROLES } from './import-columns/people-columns.ts';

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
  if (value !== '' && isMatterKind(column.kind)) return shownMatterCell(column.kind, value, language);
  return column.choices?.find((one) => one.value === value)?.words[language] ?? value;
}

const YES_OR_NO = { yes: { zh: '是', en: 'yes' }, no: { zh: '否', en: 'no' } } as const;
export const yesNoWords = (language: Language): string[] => [YES_OR_NO.yes[language], YES_OR_NO.no[language]];

/** How the example row of a template begins, in the column that names it: such rows are left out. */
export const EXAMPLE: Words = { zh: '示例：', en: 'Example: ' };
export const exampleColumn = (columns: readonly ImportColumn[]): ImportColumn | undefined =>
  columns.find((one) => one.kind === 'name');
