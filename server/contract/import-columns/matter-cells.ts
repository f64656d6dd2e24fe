/** Cells of a matter's table: limits, fees and materials as people write them, and as they are compared and kept. */
import { type LimitUnit, limit } from '../clock.ts';
import type { Language } from '../imports.ts';
import { type Material, material, materialForm } from '../matters.ts';
import type { ColumnKind, Words } from './column.ts';

export type MatterKind = 'limit' | 'fee' | 'materials' | 'lines';
export const isMatterKind = (kind: ColumnKind): kind is MatterKind =>
  kind === 'limit' || kind === 'fee' || kind === 'materials' || kind === 'lines';

export const UNIT_WORDS: Readonly<Record<LimitUnit, Words>> = {
  workingDay: { zh: '工作日', en: 'working days' },
  calendarDay: { zh: '自然日', en: 'calendar days' },
  hour: { zh: '小时', en: 'hours' },
  minute: { zh: '分钟', en: 'minutes' },
  month: { zh: '个月', en: 'months' },
};
const UNITS: readonly (readonly [LimitUnit, RegExp])[] = [
  ['workingDay', /^(?:个?工作日|日|天|working ?days?|wd|g)?$/i],
  ['calendarDay', /^(?:个?自然日|日历日|calendar ?days?|cd|z)$/i],
  ['hour', /^(?:个?小时|工作小时|hours?|h)$/i],
  ['minute', /^(?:分钟|分|minutes?|min)$/i],
  ['month', /^(?:个?月|months?)$/i],
];

const FORM_WORDS: Readonly<Record<Material['form'], Words>> = {
  original: { zh: '原件', en: 'original' },
  copy: { zh: '复印件', en: 'copy' },
  both: { zh: '原件及复印件', en: 'original and copy' },
  electronic: { zh: '电子件', en: 'electronic' },
};
const REQUIRED: Words = { zh: '必需', en: 'required' };
const OPTIONAL: Words = { zh: '非必需', en: 'optional' };
const FREE: Words = { zh: '不收费', en: 'free' };

/** Codes of `import-words.ts`. */
export interface Understood {
  readonly value: string;
  readonly fault?: string;
}

/** `5 工作日` → `5 workingDay`; a bare number is of working days. */
export function readLimit(value: string): Understood {
  const [, digits = '', unitText = ''] = /^(\d{1,6}) *(.*)$/.exec(value) ?? [];
  const unit = UNITS.find(([, pattern]) => pattern.test(unitText))?.[0];
  if (digits === '' || unit === undefined) return { value, fault: 'limit_form' };
  const number = Number(digits);
  if (!limit.safeParse({ value: number, unit }).success) return { value, fault: 'limit_range' };
  return { value: `${number} ${unit}` };
}

/** `不收费`, `120`, `100-300` → `0-0`, `120-120`, `100-300`. */
export function readFee(value: string): Understood {
  if (/^(?:不收费|免费|无|free|none)$/i.test(value)) return { value: '0-0' };
  const plain = value
    .replaceAll(/[元¥￥,]|yuan/gi, '')
    .replaceAll(/ *(?:~|–|—|～|至|到) */g, '-')
    .replaceAll(' ', '');
  const [, least, most = least] =
    /^(\d{1,10}(?:\.\d{1,2})?)(?:-(\d{1,10}(?:\.\d{1,2})?))?$/.exec(plain) ?? [];
  if (least === undefined || most === undefined) return { value, fault: 'fee_form' };
  if (Number(least) > Number(most)) return { value, fault: 'fee_order' };
  if (Number(most) > 1_000_000_000) return { value, fault: 'out_of_range' };
  return { value: `${Number(least)}-${Number(most)}` };
}

const PARTS = 4;

/** One a line: the name first, then in any order whether it is needed, its form, how many: `营业执照｜必需｜原件｜1份`. */
export function readMaterials(value: string): Understood {
  const lines = value.split(/[\n;；]/).map((line) => line.trim());
  const kept: string[] = [];
  for (const line of lines.filter((one) => one !== '')) {
    const [name = '', ...rest] = line.split(/[|｜]/).map((part) => part.trim());
    const read = { required: true, form: 'original' as Material['form'], copies: 1 };
    for (const part of rest.slice(0, PARTS))
      if (!takePart(part, read)) return { value, fault: 'material_form' };
    if (rest.length > PARTS || !material.safeParse({ name, ...read }).success)
      return { value, fault: 'material_form' };
    kept.push(materialLine({ name, ...read }));
  }
  if (kept.length > 100) return { value, fault: 'too_many_materials' };
  return { value: kept.join('\n') };
}

function takePart(
  part: string,
  read: { required: boolean; form: Material['form']; copies: number },
): boolean {
  const word = part.toLowerCase();
  const form = materialForm.options.find((one) => one === word || isWord(FORM_WORDS[one], word));
  const [, copies] = /^(\d{1,2}) *(?:份|cop(?:y|ies))?$/.exec(word) ?? [];
  if (part === '') return true;
  if (form !== undefined) read.form = form;
  else if (isWord(REQUIRED, word) || word === '必要') read.required = true;
  else if (isWord(OPTIONAL, word) || word === '可选' || word === '容缺') read.required = false;
  else if (copies !== undefined && Number(copies) > 0) read.copies = Number(copies);
  else return false;
  return true;
}

const isWord = (words: Words, word: string) => words.zh === word || words.en === word;

const materialLine = (one: Material) =>
  [one.name, one.required ? 'required' : 'optional', one.form, one.copies].join('|');

/** From and to what is kept of such a cell. */
export const limitCell = (one: { value: number; unit: LimitUnit } | null): string =>
  one === null ? '' : `${one.value} ${one.unit}`;
export const limitOf = (cell: string): { value: number; unit: LimitUnit } | null => {
  const [value, unit] = cell.split(' ');
  return cell === '' ? null : { value: Number(value), unit: unit as LimitUnit };
};
export const feeCell = (fee: { least: number; most: number } | null): string =>
  fee === null ? '' : `${fee.least}-${fee.most}`;
export const feeOf = (cell: string): { least: number; most: number } | null => {
  const [least, most] = cell.split('-').map(Number);
  return cell === '' || least === undefined || most === undefined ? null : { least, most };
};
export const materialsCell = (all: readonly Material[]): string => all.map(materialLine).join('\n');
export const materialsOf = (cell: string): Material[] =>
  cell
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', required, form, copies] = line.split('|');
      return material.parse({ name, required: required === 'required', form, copies: Number(copies) });
    });

/** As people read it, and as it can be read again. */
export function shownMatterCell(kind: MatterKind, value: string, language: Language): string {
  if (kind === 'limit') {
    const read = limitOf(value);
    // A faulty cell is shown as it was written.
    return read && read.unit in UNIT_WORDS ? `${read.value} ${UNIT_WORDS[read.unit][language]}` : value;
  }
  if (kind === 'fee') {
    const read = feeOf(value);
    if (read === null || Number.isNaN(read.least) || Number.isNaN(read.most)) return value;
    if (read.most === 0) return FREE[language];
    return read.least === read.most ? String(read.least) : value;
  }
  if (kind === 'lines') return value;
  return value
    .split('\n')
    .map((line) => shownMaterial(line, language))
    .join('\n');
}

function shownMaterial(line: string, language: Language): string {
  const [name = '', required, form, copies] = line.split('|');
  const words = materialForm.safeParse(form);
  if (!words.success) return line;
  const how = required === 'required' ? REQUIRED : OPTIONAL;
  const many = language === 'zh' ? `${copies} 份` : `${copies} copies`;
  return [name, how[language], FORM_WORDS[words.data][language], many].join('｜');
}
