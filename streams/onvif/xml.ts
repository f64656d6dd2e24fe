/**
 * Reads XML that strangers send: elements by their local names, attributes and text. No document types, so no entities
 * of their own, no external ones and none that grow; size, depth and number of elements are bounded.
 */

export interface XmlNode {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** What stands directly in it, trimmed. */
  readonly text: string;
}

export class XmlError extends Error {}

const LENGTH_MOST = 1024 * 1024;
const DEPTH_MOST = 48;
const NODES_MOST = 20_000;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Text, CDATA, comment, instruction, closing tag, opening tag: whatever comes next. A name goes up to where names end:
 * were a part of it one too, a long one would be tried at each of its letters.
 */
const TOKEN =
  /([^<]+)|<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>/y;
/** Begins at a blank only, so that one long word is looked at once. */
const ATTRIBUTE = /(?:^|\s)([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

interface Open {
  readonly name: string;
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlNode[];
  text: string;
}

/** @throws XmlError */
export function parseXml(source: string): XmlNode {
  if (source.length > LENGTH_MOST) throw new XmlError('The answer is too long.');
  const open: Open[] = [];
  let root: XmlNode | undefined;
  let nodes = 0;
  const token = new RegExp(TOKEN);
  const close = ({ name, attributes, children, text }: Open): void => {
    const node: XmlNode = { name, attributes, children, text: text.trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(node);
    else if (root) throw new XmlError('The answer has two roots.');
    else root = node;
  };
  for (let at = 0; at < source.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [, text, cdata, closing, opening, inside = '', selfClosing] = token.exec(source) ?? [];
    if (token.lastIndex <= at) throw new XmlError('The answer is no well-formed XML.');
    const current = open.at(-1);
    if (text !== undefined && current) current.text += decoded(text);
    else if (cdata !== undefined && current) current.text += cdata;
    else if (opening !== undefined) {
      nodes += 1;
      if (nodes > NODES_MOST || open.length >= DEPTH_MOST)
        throw new XmlError('The answer is too deep or too large.');
      const element = {
        name: local(opening),
        tag: opening,
        attributes: attributesOf(inside),
        children: [],
        text: '',
      };
      if (selfClosing === '/') close(element);
      else open.push(element);
    } else if (closing !== undefined) {
      const element = open.pop();
      if (element?.tag !== closing) throw new XmlError('The answer is no well-formed XML.');
      close(element);
    }
  }
  if (!root || open.length > 0) throw new XmlError('The answer is cut off.');
  return root;
}

/** The first element along a path of local names below `node`. */
export function find(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  let at = node;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

export function textOf(node: XmlNode | undefined, ...path: readonly string[]): string | undefined {
  const text = find(node, ...path)?.text;
  return text === '' ? undefined : text;
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function attributesOf(inside: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single] of inside.matchAll(ATTRIBUTE))
    found.set(local(name), decoded(double ?? single ?? ''));
  return found;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (_, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? '';
    const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
