import { protocolError } from './rtsp-fault.ts';

/** Header fields by lower-case name, in the order they came. */
export class RtspHeaders {
  readonly #fields = new Map<string, string[]>();

  add(name: string, value: string): void {
    const key = name.toLowerCase();
    const values = this.#fields.get(key);
    if (values) values.push(value);
    else this.#fields.set(key, [value]);
  }

  get(name: string): string | undefined {
    return this.#fields.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? [];
  }
}

interface Message {
  readonly headers: RtspHeaders;
  readonly body: Buffer;
}

export interface RtspResponse extends Message {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

/** What a camera asks of us. */
export interface RtspRequest extends Message {
  readonly kind: 'request';
  readonly method: string;
  readonly url: string;
}

export type RtspMessage = RtspResponse | RtspRequest;

const RESPONSE = /^RTSP\/\d+\.\d+[ \t]+(\d{3})(?:[ \t]+(.*))?$/;
const REQUEST = /^([A-Z_]+)[ \t]+(\S+)[ \t]+RTSP\/\d+\.\d+$/;

export function isStartLine(line: string): boolean {
  return RESPONSE.test(line) || REQUEST.test(line);
}

/**
 * A message from its head: start line and header lines, ended by CRLF, LF or any mixture. Lines that are no
 * header are passed over; a line that begins with a blank goes on with the one before (RFC 2326, 4).
 * @throws StreamFaultError `camera_protocol_error` when the first line is no start line
 */
export function parseHead(head: string, body: Buffer): RtspMessage {
  const [start = '', ...lines] = head.split('\n').map((line) => line.trimEnd());
  const headers = parseHeaders(lines);
  const [, status, reason = ''] = RESPONSE.exec(start) ?? [];
  if (status !== undefined) {
    return { kind: 'response', status: Number(status), reason: reason.trim(), headers, body };
  }
  const [, method, url] = REQUEST.exec(start) ?? [];
  if (method === undefined || url === undefined)
    throw protocolError('The camera sent what is no RTSP message.');
  return { kind: 'request', method, url, headers, body };
}

function parseHeaders(lines: readonly string[]): RtspHeaders {
  const headers = new RtspHeaders();
  let name = '';
  let value = '';
  for (const line of lines) {
    if (name !== '' && (line.startsWith(' ') || line.startsWith('\t'))) {
      value += ` ${line.trim()}`;
      continue;
    }
    if (name !== '') headers.add(name, value);
    const colon = line.indexOf(':');
    name = colon < 0 ? '' : line.slice(0, colon).trim();
    value = colon < 0 ? '' : line.slice(colon + 1).trim();
  }
  if (name !== '') headers.add(name, value);
  return headers;
}

/**
 * The wire form of a message without a body.
 * @throws StreamFaultError where a value, which can be of the camera's making only, would be a line of its own
 */
export function formatHead(startLine: string, headers: Readonly<Record<string, string>>): string {
  const lines = [startLine, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (lines.some((line) => /[\r\n\0]/.test(line))) {
    throw protocolError('The camera gave a value that holds a line end: it cannot be sent back.');
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
