/**
 * Rows out of a layout's XML. Written for what is about: a table's element with a column's element each, and
 * `<ExInfo><standardInfo process="EX_GDBS_SL"><Field FieldName="SBLSH">`; namespaces and what stands around are let be.
 * Documents come from outside: no DOCTYPE, no entities beyond XML's own five, bounded depth and size.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { MAX_ROWS } from '../../contract/profiles.ts';
import { type Layout, type SentRow, tableOf } from './layout.ts';

/** Why a document cannot be read at all, with the place where that is known. */
export class XmlFault extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, place?: { readonly line: number; readonly column: number }) {
    super(message);
    this.name = 'XmlFault';
    this.line = place?.line;
    this.column = place?.column;
  }
}

const MOST_NESTED = 12;
const FIELD = 'FIELD';
const STANDARD_INFO = 'STANDARDINFO';

/** Chinese systems write in their own; GBK and GB2312 are within GB18030. */
const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['gb18030', 'gb18030'],
  ['gbk', 'gb18030'],
  ['gb2312', 'gb18030'],
]);

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

/** @throws XmlFault */
export function rowsOfXml(layout: Layout, bytes: Uint8Array, most = MAX_ROWS): SentRow[] {
  const text = decodeXml(bytes);
  refuseTraps(text);
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw new XmlFault(`is no XML: ${valid.err.msg}`, { line: valid.err.line, column: valid.err.col });
  const rows: SentRow[] = [];
  for (const root of parse(text)) collect(layout, root, rows, 0);
  if (rows.length === 0)
    throw new XmlFault(
      `holds no row; accepted: elements named ${layout.tables[0]?.name ?? ''} … with an element for each column`,
    );
  if (rows.length > most) throw new XmlFault(`holds ${rows.length} rows; at most ${most}`);
  return rows;
}

/** @throws XmlFault */
export function decodeXml(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new XmlFault('is in UTF-16; accepted: UTF-8, GB18030 (GBK, GB2312)');
  // A declaration is ASCII in all of them.
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared =
    /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/i.exec(head)?.[1] ?? 'utf-8';
  const encoding = ENCODINGS.get(declared.toLowerCase());
  if (encoding === undefined)
    throw new XmlFault(`says it is in ${declared.slice(0, 20)}; accepted: UTF-8, GB18030 (GBK, GB2312)`);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new XmlFault(`is not in ${declared}, as it says`);
  }
}

function refuseTraps(text: string): void {
  const trap = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.exec(text);
  if (trap !== null) throw new XmlFault('has a DOCTYPE, which is not taken', placeOf(text, trap.index));
  const plain = withoutCdata(text);
  const entity = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/.exec(plain);
  if (entity !== null)
    throw new XmlFault('has an & that is no entity of XML; write &amp;', placeOf(text, entity.index));
  let depth = 0;
  // Deep ones would be walked by recursion; this walk has none.
  for (const tag of plain.matchAll(/<(\/?)[\p{L}_][^<>]*?(\/?)>/gu)) {
    if (tag[1] === '/') depth -= 1;
    else if (tag[2] !== '/') depth += 1;
    if (depth > MOST_NESTED)
      throw new XmlFault(`is nested deeper than ${MOST_NESTED} elements`, placeOf(text, tag.index));
  }
}

const BESIDE_TEXT = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
] as const;

/** Same length, so that places stay. Each character is looked at once, however many begin and none ends. */
function withoutCdata(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', Math.max(done, at + 2))) {
    const found = BESIDE_TEXT.find(([begin]) => text.startsWith(begin, at));
    if (found === undefined) continue;
    const [begin, end] = found;
    const ends = text.indexOf(end, at + begin.length);
    if (ends < 0) throw new XmlFault(`is no XML: a ${begin} without its ${end}`, placeOf(text, at));
    parts.push(text.slice(done, at), ' '.repeat(ends + end.length - at));
    done = ends + end.length;
  }
  return parts.join('') + text.slice(done);
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}

const TEXT = '#text';
const ATTRIBUTES = ':@';

function parse(text: string): Node[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: true,
    // Names as `&#24352;`, which some systems write for whatever is not ASCII; words like &nbsp; were refused before.
    htmlEntities: true,
    textNodeName: TEXT,
    maxNestedTags: MOST_NESTED * 2,
  });
  try {
    return nodesOf(parser.parse(text));
  } catch (error) {
    // What the validator let through and the parser does not: names that JavaScript keeps for itself, and the like.
    throw new XmlFault(`is no XML: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
  }
}

/** As the parser hands elements over in their order: `[{ name: [children], ':@': attributes }]`. */
function nodesOf(parsed: unknown): Node[] {
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((one: Record<string, unknown>) => {
    const name = Object.keys(one).find((key) => key !== ATTRIBUTES && key !== TEXT && !key.startsWith('?'));
    if (name === undefined) return [];
    const inside = one[name];
    const texts = Array.isArray(inside)
      ? inside.flatMap((child: Record<string, unknown>) => (TEXT in child ? [String(child[TEXT])] : []))
      : [];
    const attributes = Object.fromEntries(
      Object.entries((one[ATTRIBUTES] ?? {}) as Record<string, unknown>).map(([key, value]) => [
        key.toUpperCase(),
        String(value),
      ]),
    );
    return [{ name: name.toUpperCase(), attributes, children: nodesOf(inside), text: texts.join('').trim() }];
  });
}

function collect(layout: Layout, node: Node, rows: SentRow[], depth: number): void {
  if (node.name === STANDARD_INFO) {
    rows.push({ table: node.attributes.PROCESS ?? '', row: fieldsOf(node) });
  } else if (tableNamed(layout, node.name) !== undefined) {
    rows.push({ table: node.name, row: columnsOf(node) });
  } else if (depth > 0 && isRowOfNoTable(layout, node)) {
    rows.push({ table: node.name, row: columnsOf(node) });
  } else for (const child of node.children) collect(layout, child, rows, depth + 1);
}

/** Only whole names: a column must not be taken for a table because it is called as the short one. */
const tableNamed = (layout: Layout, name: string) =>
  layout.tables.find((table) => table.name === name) ??
  // Seen in Shandong's exports of the same tables.
  (name.startsWith('GDBS') ? tableOf(layout, name.slice('GDBS'.length)) : undefined);

/** Something with a case number in it that is no table of this layout: to be told, not to be passed over. */
const isRowOfNoTable = (layout: Layout, node: Node): boolean =>
  node.children.some(({ name }) => name === layout.caseNo) &&
  !node.children.some((child) => child.children.length > 0);

/** What is twice in a row is left twice, to be refused where rows are read. */
function columnsOf(node: Node): Record<string, string> {
  const row: Record<string, string> = {};
  for (const { name, text } of node.children) row[name in row ? `${name} ` : name] = text;
  return row;
}

function fieldsOf(node: Node): Record<string, string> {
  const row: Record<string, string> = {};
  for (const child of node.children) {
    if (child.name !== FIELD) continue;
    const name = child.attributes.FIELDNAME ?? '';
    row[name in row ? `${name} ` : name] = child.text;
  }
  return row;
}
