/**
 * The parts of docs/exchange.md that come from what the program takes: events by their schemas, layouts by their tables,
 * codes. Between `<!-- reference:NAME -->` and `<!-- /reference -->`; a test fails where the document says otherwise.
 */
import { z } from 'zod';
import { exchangeEvent } from '../../contract/exchange.ts';
import type { Column, Layout, Words } from '../profiles/layout.ts';
import { layouts } from '../profiles/layouts.ts';
import { examples } from './examples.ts';
import { eventWords, fieldWords, rejectionWords } from './words.ts';

export type Language = keyof Words;

const HEADS = {
  zh: {
    field: '| 字段 | 必填 | 说明 |',
    column: '| 列 | 必填 | 类型 | 说明 | 对应 |',
    code: '| 代码 | 含义 | 对应 |',
    rejection: '| code | 含义 |',
    becomes: '成为',
    example: '示例',
    codes: '代码表',
    yes: '是',
  },
  en: {
    field: '| field | needed | what it is |',
    column: '| column | needed | type | what it is | ours |',
    code: '| code | meaning | ours |',
    rejection: '| code | meaning |',
    becomes: 'Becomes',
    example: 'Example',
    codes: 'Code table',
    yes: 'yes',
  },
} as const;

/** By the name in the marker. @throws where there is no such part */
export function reference(name: string, language: Language): string {
  if (name === 'events') return eventsPart(language);
  if (name === 'rejections') return rejectionsPart(language);
  const layout = Object.values(layouts).find((one) => one.name === name);
  if (layout === undefined) throw new Error(`there is no reference of ${name}`);
  return layoutPart(layout, language);
}

interface EventShape {
  readonly properties: Readonly<Record<string, { const?: string; enum?: string[] }>>;
  readonly required?: readonly string[];
}

function eventsPart(language: Language): string {
  const { oneOf } = z.toJSONSchema(exchangeEvent, { io: 'input' }) as unknown as { oneOf: EventShape[] };
  const shapes = oneOf.map(({ properties, required = [] }) => {
    const types = properties.type?.enum ?? [properties.type?.const ?? ''];
    const head = types.map((type) => `\`${type}\` ${wordsOf(eventWords, type)[language]}`).join(' · ');
    const rows = Object.keys(properties)
      .filter((field) => field !== 'type')
      .map((field) => {
        const needed = required.includes(field) ? HEADS[language].yes : '';
        return `| \`${field}\` | ${needed} | ${wordsOf(fieldWords, field)[language]} |`;
      });
    return [`#### ${head}`, '', HEADS[language].field, '|---|---|---|', ...rows].join('\n');
  });
  return shapes.join('\n\n');
}

function rejectionsPart(language: Language): string {
  const rows = Object.entries(rejectionWords).map(([code, words]) => `| \`${code}\` | ${words[language]} |`);
  return [HEADS[language].rejection, '|---|---|', ...rows].join('\n');
}

function layoutPart(layout: Layout, language: Language): string {
  const heads = HEADS[language];
  const tables = layout.tables.map((table) => {
    const example = examples.find((one) => one.table === table.name);
    if (example === undefined) throw new Error(`${table.name} has no example`);
    return [
      `#### ${table.name} ${table.words[language]}`,
      '',
      `${heads.becomes}: ${table.becomes[language]}`,
      '',
      heads.column,
      '|---|---|---|---|---|',
      ...table.columns.map((column) => columnRow(column, language)),
      '',
      `${heads.example}:`,
      '',
      `\`\`\`json ${layout.name}`,
      JSON.stringify({ table: table.name, rows: [example.row] }, null, 2),
      '```',
      '',
      '```json becomes',
      JSON.stringify(example.becomes, null, 2),
      '```',
    ].join('\n');
  });
  const codeTables = new Map(
    layout.tables
      .flatMap(({ columns }) => columns)
      .flatMap(({ holds }) => (holds.kind === 'code' ? [[holds.table.name, holds.table] as const] : [])),
  );
  const codes = [...codeTables.values()].map((table) =>
    [
      `#### ${heads.codes} ${table.name}`,
      '',
      heads.code,
      '|---|---|---|',
      ...table.codes.map(
        ({ code, words, is }) => `| ${code} | ${words[language]} | ${is === undefined ? '' : `\`${is}\``} |`,
      ),
    ].join('\n'),
  );
  return [...tables, ...codes].join('\n\n');
}

function columnRow({ name, words, required, holds, to }: Column, language: Language): string {
  const type = {
    text: () => (holds.kind === 'text' ? `≤ ${holds.most}` : ''),
    integer: () => (holds.kind === 'integer' ? `${holds.least}–${holds.most}` : ''),
    time: () => '2026-02-11 15:20:00',
    money: () => '120.50',
    code: () => (holds.kind === 'code' ? holds.table.name : ''),
  }[holds.kind]();
  const needed = required ? HEADS[language].yes : '';
  return `| \`${name}\` | ${needed} | ${type} | ${words[language]} | ${to === undefined ? '' : `\`${to}\``} |`;
}

function wordsOf(words: Readonly<Record<string, Words>>, name: string): Words {
  const found = words[name];
  if (found === undefined) throw new Error(`the document has no words for ${name}`);
  return found;
}

const PART = /<!-- reference:([a-z]+) -->\n[\s\S]*?<!-- \/reference -->/g;

/** The document with its reference parts as the program has them. */
export const withReference = (text: string, language: Language): string =>
  text.replaceAll(
    PART,
    (_, name: string) => `<!-- reference:${name} -->\n${reference(name, language)}\n<!-- /reference -->`,
  );
