/** What a column of an import is, how its cells are read, and the columns that several registries share. */
import type { Language } from '../imports.ts';

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
 * - `limit`: `5 workingDay`, written `5 工作日`, `2h`, or a bare number of working days; `fee`: `0-0`, `120-300` yuan.
 * - `materials`: one a line, `{name}|{required}|{form}|{copies}`; `lines`: a text of several lines.
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
  | 'limit'
  | 'fee'
  | 'materials'
  | 'lines'
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

export const USCC = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

export const YES_NO: Words = { zh: '是 或 否', en: 'yes or no' };

export const NAME: Words = { zh: '1–100 个字符', en: '1–100 characters' };

export const CODE6: Words = {
  zh: '6 位区划代码，开发区如 4452A1，乡镇再加 3 位',
  en: '6 digits, a local code like 4452A1, 3 digits more for a township',
};

export const choicesOf = <T extends string>(
  values: readonly T[],
  words: Readonly<Record<T, Words>>,
): Choice[] => values.map((value) => ({ value, words: words[value] }));

export const oneOf = (choices: readonly Choice[]): Words => ({
  zh: choices.map((one) => one.words.zh).join('、'),
  en: choices.map((one) => one.words.en).join(', '),
});

export const regionOf = (what: Words, more: Partial<ImportColumn> = {}): ImportColumn => ({
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

export const hallName: ImportColumn = {
  key: 'hall',
  header: { zh: '大厅', en: 'hall' },
  also: ['大厅名称', '办事大厅', '政务大厅', 'hall name'],
  kind: 'name',
  isKey: true,
  most: 100,
  accepts: { zh: '已登记的大厅名称', en: 'name of a registered hall' },
  example: '揭阳市政务服务中心',
};

export const departmentName: ImportColumn = {
  key: 'department',
  header: { zh: '部门', en: 'department' },
  also: ['部门名称', '所属部门', '单位', 'department name'],
  kind: 'name',
  required: true,
  most: 100,
  accepts: { zh: '已登记的部门名称，或其统一社会信用代码', en: 'name or USCC of a registered department' },
  example: '揭阳市市场监督管理局',
};

export const knownText = (key: string, header: Words, most: number, example: string): ImportColumn => ({
  ...{ key, header, kind: 'text', most, example },
  accepts: { zh: `最多 ${most} 个字符；可留空`, en: `at most ${most} characters; may be empty` },
});
