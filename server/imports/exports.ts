/** A registry's table as its templates, exports and lists of faults show it. */
import {
  COLUMNS,
  columnOf,
  EXAMPLE,
  exampleColumn,
  type ImportColumn,
  REGISTRY_WORDS,
  shownValue,
  yesNoWords,
} from '../contract/import-columns.ts';
import { acceptedWords, faultWords } from '../contract/import-words.ts';
import type {
  ExportQuery,
  FileFormat,
  ImportJob,
  ImportRow,
  Language,
  Registry,
} from '../contract/imports.ts';
import type { Actor } from '../platform/http/route.ts';
import type { SheetOut } from './files/sheet-files.ts';
import type { TableOut } from './files/tables-out.ts';
import type { RegistryTable } from './registries/book.ts';

const WORDS = {
  notes: { zh: '填写说明', en: 'notes' },
  template: { zh: '导入模板', en: 'template' },
  faults: { zh: '错误', en: 'faults' },
  row: { zh: '行号', en: 'row' },
  column: { zh: '列', en: 'column' },
  needed: { zh: '必填', en: 'needed' },
  accepts: { zh: '可填', en: 'accepted' },
  example: { zh: '示例', en: 'example' },
  yes: { zh: '是', en: 'yes' },
  password: { zh: '首次登录密码', en: 'first password' },
} as const;

/** Rows below the example that are text already: codes typed there keep their zeros. */
const BLANK_ROWS = 500;

const widthOf = (column: ImportColumn): number =>
  ({
    name: 24,
    text: 28,
    url: 48,
    zone: 40,
    grants: 48,
    integer: 14,
    yesno: 12,
    choice: 14,
    secret: 18,
    uscc: 24,
    code: 18,
    codes: 32,
    decimal: 14,
    day: 14,
    spans: 26,
    onvif: 40,
    limit: 16,
    fee: 16,
    materials: 48,
    lines: 60,
  })[column.kind];

const choicesOf = (columns: readonly ImportColumn[], lang: Language) =>
  columns.flatMap((column, index) => {
    const choices =
      column.kind === 'yesno' ? yesNoWords(lang) : (column.choices ?? []).map((choice) => choice.words[lang]);
    return choices.length === 0 ? [] : [{ column: index, choices }];
  });

function sheetOf(columns: readonly ImportColumn[], registry: Registry, lang: Language): SheetOut {
  return {
    name: REGISTRY_WORDS[registry][lang],
    header: columns.map((one) => one.header[lang]),
    widths: columns.map(widthOf),
    rows: [],
    choices: choicesOf(columns, lang),
  };
}

/** With one row as an example, which says so and which an import leaves out. */
export function templateOf(registry: Registry, format: FileFormat, lang: Language): TableOut {
  const columns = COLUMNS[registry];
  const named = exampleColumn(columns);
  const example = columns.map((one) => shownValue(one, one.example, lang));
  const notes: SheetOut = {
    name: WORDS.notes[lang],
    header: [WORDS.column[lang], WORDS.needed[lang], WORDS.accepts[lang], WORDS.example[lang]],
    widths: [24, 8, 70, 50],
    rows: columns.map((one, index) => [
      one.header[lang],
      one.isKey || one.required ? WORDS.yes[lang] : '',
      one.accepts[lang],
      example[index] ?? '',
    ]),
  };
  return {
    fileName: `${REGISTRY_WORDS[registry][lang]}-${WORDS.template[lang]}`,
    format,
    sheet: {
      ...sheetOf(columns, registry, lang),
      rows: [columns.map((one, index) => (one === named ? EXAMPLE[lang] : '') + (example[index] ?? ''))],
      blankRows: BLANK_ROWS,
    },
    more: [notes],
  };
}

/** The columns of the import, but nothing that is never shown. */
export function exportOf(table: RegistryTable, actor: Actor, query: ExportQuery, day: string): TableOut {
  const { registry } = table;
  const { lang, format } = query;
  const columns = COLUMNS[registry].filter((one) => one.kind !== 'secret');
  async function* pages() {
    for await (const page of table.pages(actor, query))
      yield page.map((values) => columns.map((one) => shownValue(one, values[one.key] ?? '', lang)));
  }
  return {
    fileName: `${REGISTRY_WORDS[registry][lang]}-${day}`,
    format,
    sheet: sheetOf(columns, registry, lang),
    pages: pages(),
  };
}

/** The rows that have to be mended, as they stand in the file, each with what is wrong; to be filled in and sent again. */
export function faultsOf(
  job: ImportJob,
  rows: AsyncIterable<readonly ImportRow[]>,
  format: FileFormat,
  lang: Language,
): TableOut {
  const { registry } = job;
  const columns = job.columns.flatMap((key) => columnOf(registry, key) ?? []);
  const sheet = sheetOf(columns, registry, lang);
  async function* pages() {
    for await (const page of rows)
      yield page.map((row) => [
        ...columns.map((one) => row.cells[one.key] ?? ''),
        row.faults.map((fault) => sentence(registry, fault, lang)).join(lang === 'zh' ? '；' : '; '),
        String(row.row),
      ]);
  }
  return {
    fileName: `${REGISTRY_WORDS[registry][lang]}-${WORDS.faults[lang]}`,
    format,
    sheet: {
      ...sheet,
      header: [...sheet.header, WORDS.faults[lang], WORDS.row[lang]],
      widths: [...sheet.widths, 60, 8],
    },
    pages: pages(),
  };
}

function sentence(registry: Registry, fault: ImportRow['faults'][number], lang: Language): string {
  const column = columnOf(registry, fault.column)?.header[lang];
  const accepted = acceptedWords(registry, fault, lang);
  const about = column === undefined ? '' : `${column}${lang === 'zh' ? '：' : ': '}`;
  const brackets = accepted === undefined ? '' : lang === 'zh' ? `（${accepted}）` : ` (${accepted})`;
  return `${about}${faultWords(fault, lang)}${brackets}`;
}

/** Who has which first password. */
export function passwordsOf(
  rows: readonly { readonly cells: ImportRow['cells']; readonly password: string }[],
  format: FileFormat,
  lang: Language,
): TableOut {
  const columns = COLUMNS.users.filter((one) => one.key === 'username' || one.key === 'displayName');
  return {
    fileName: `${REGISTRY_WORDS.users[lang]}-${WORDS.password[lang]}`,
    format,
    sheet: {
      name: WORDS.password[lang],
      header: [...columns.map((one) => one.header[lang]), WORDS.password[lang]],
      widths: [24, 24, 28],
      rows: rows.map(({ cells, password }) => [...columns.map((one) => cells[one.key] ?? ''), password]),
    },
  };
}
