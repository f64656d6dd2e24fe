/** Reads session descriptions (RFC 8866) as cameras write them: bounded, and forgiving where it can be. */
import { protocolError } from './rtsp-fault.ts';

/** How one payload type is coded: `a=rtpmap` and `a=fmtp`. */
export interface SdpFormat {
  readonly payloadType: number;
  /** As written, for example `H264`; undefined where the description does not say. */
  readonly encoding?: string;
  readonly clockRate?: number;
  readonly channels?: number;
  /** The parameters of `a=fmtp`, unparsed: what follows the payload type. */
  readonly fmtp?: string;
}

export interface SdpMedia {
  /** `video`, `audio`, `application` … */
  readonly kind: string;
  /** For example `RTP/AVP`. */
  readonly protocol: string;
  /** In the order of preference. */
  readonly formats: readonly SdpFormat[];
  readonly control?: string;
  /** All other attributes, `name` or `name:value`. */
  readonly attributes: readonly string[];
}

export interface SessionDescription {
  readonly control?: string;
  readonly media: readonly SdpMedia[];
}

const MAX_MEDIA = 32;
const MAX_LINES = 2000;
const MAX_FORMATS = 64;

/** What RFC 3551 (table 4 and 5) fixes, for cameras that leave `rtpmap` out. */
const STATIC: Readonly<Record<number, readonly [string, number]>> = {
  0: ['PCMU', 8000],
  8: ['PCMA', 8000],
  9: ['G722', 8000],
  14: ['MPA', 90_000],
  26: ['JPEG', 90_000],
  32: ['MPV', 90_000],
  33: ['MP2T', 90_000],
};

interface MutableFormat {
  payloadType: number;
  encoding?: string;
  clockRate?: number;
  channels?: number;
  fmtp?: string;
}

interface MutableMedia {
  kind: string;
  protocol: string;
  formats: MutableFormat[];
  control?: string;
  attributes: string[];
}

/** @throws StreamFaultError `camera_protocol_error` when there is not one media line in it */
export function parseSdp(text: string): SessionDescription {
  const media: MutableMedia[] = [];
  let control: string | undefined;
  const lines = text.split(/[\r\n]+/);
  if (lines.length > MAX_LINES) throw protocolError(`The description has more than ${MAX_LINES} lines.`);
  for (const raw of lines) {
    const [, type, value = ''] = /^([a-z])\s*=\s*(.*)$/.exec(raw.trim()) ?? [];
    if (type === 'm' && media.length < MAX_MEDIA) media.push(mediaLine(value));
    if (type !== 'a') continue;
    const current = media.at(-1);
    if (current) attribute(current, value);
    else control ??= controlOf(value);
  }
  if (media.length === 0) throw protocolError('The camera’s description names no media (no m= line).');
  return { ...(control !== undefined && { control }), media };
}

/** `video 0 RTP/AVP 96 97`. */
function mediaLine(value: string): MutableMedia {
  const [kind = '', , protocol = '', ...types] = value.split(/\s+/);
  const formats = types
    .slice(0, MAX_FORMATS)
    .filter((type) => /^\d{1,3}$/.test(type) && Number(type) <= 127)
    .map((type) => staticFormat(Number(type)));
  return { kind: kind.toLowerCase(), protocol: protocol.toUpperCase(), formats, attributes: [] };
}

function staticFormat(payloadType: number): MutableFormat {
  const [encoding, clockRate] = STATIC[payloadType] ?? [];
  return encoding === undefined || clockRate === undefined
    ? { payloadType }
    : { payloadType, encoding, clockRate };
}

function attribute(media: MutableMedia, value: string): void {
  const control = controlOf(value);
  if (control !== undefined) {
    media.control ??= control;
    return;
  }
  const [, name, type, rest = ''] = /^(rtpmap|fmtp)\s*:\s*(\d{1,3})\s+(.*)$/i.exec(value) ?? [];
  if (name === undefined) {
    media.attributes.push(value);
    return;
  }
  const format = formatOf(media, Number(type));
  if (!format) return;
  if (name.toLowerCase() === 'fmtp') {
    // Two lines for one type: the parameters of both hold.
    format.fmtp = format.fmtp === undefined ? rest : `${format.fmtp}; ${rest}`;
    return;
  }
  const [encoding = '', rate = '', channels = ''] = rest.split('/').map((part) => part.trim());
  if (encoding !== '') format.encoding = encoding;
  if (/^\d{1,7}$/.test(rate) && Number(rate) > 0) format.clockRate = Number(rate);
  if (/^\d{1,2}$/.test(channels) && Number(channels) > 0) format.channels = Number(channels);
}

/** A camera that describes a type its `m=` line forgot means it, if it names no other. */
function formatOf(media: MutableMedia, payloadType: number): MutableFormat | undefined {
  const known = media.formats.find((format) => format.payloadType === payloadType);
  if (known || payloadType > 127 || media.formats.length >= MAX_FORMATS) return known;
  const added = staticFormat(payloadType);
  media.formats.push(added);
  return added;
}

function controlOf(value: string): string | undefined {
  return /^control\s*:\s*(\S.*)$/i.exec(value)?.[1];
}
