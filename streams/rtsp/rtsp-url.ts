import { fault } from './rtsp-fault.ts';

export interface RtspUrl {
  /** As it goes into request lines: without credentials and fragment, everything else as it was written. */
  readonly href: string;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const RTSP = /^rtsp:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:[\]@]+)(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/i;

/** Reads an `rtsp://` URL, or says that it is none. */
export function readRtspUrl(url: string): RtspUrl | undefined {
  const [, host, port = '554', path = ''] = RTSP.exec(url) ?? [];
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65535 || hasBlankOrControl(url)) return undefined;
  const authority = number === 554 && !/:554(?:[/?#]|$)/.test(url) ? host : `${host}:${number}`;
  return {
    href: `rtsp://${authority}${path.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)}`,
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
  };
}

/** @throws StreamFaultError `source_misconfigured`; `source_unsuitable` for RTSP over TLS, which ffmpeg does */
export function parseRtspUrl(url: string): RtspUrl {
  const parsed = readRtspUrl(url);
  if (parsed) return parsed;
  if (/^rtsps:/i.test(url))
    throw fault('source_unsuitable', 'The camera is to be asked over TLS (rtsps://).');
  if (/^rtmp:/i.test(url)) throw fault('source_unsuitable', 'The camera is pulled over RTMP.');
  throw fault('source_misconfigured', 'The address is not an rtsp:// URL.');
}

/**
 * The URL that a description's parts are relative to (RFC 2326, C.1.1): Content-Base, else Content-Location,
 * else what was asked for. Cameras write nonsense there; what is no URL counts for nothing.
 */
export function baseUrl(requested: RtspUrl, contentBase?: string, contentLocation?: string): string {
  for (const candidate of [contentBase, contentLocation]) {
    if (candidate === undefined || candidate === '') continue;
    const absolute = readRtspUrl(candidate);
    if (absolute) return absolute.href;
    if (candidate.startsWith('/') && !hasBlankOrControl(candidate)) {
      const root = /^rtsp:\/\/[^/?]+/.exec(requested.href)?.[0] ?? requested.href;
      return `${root}${candidate}`;
    }
  }
  return requested.href;
}

/**
 * Where to set up or play what a `control` attribute names. Relative ones are appended, as every client does
 * and every camera expects, not resolved as RFC 3986 would: paths with a query are common.
 */
export function controlUrl(base: string, control: string | undefined): string {
  if (control === undefined || control === '' || control === '*') return base;
  const absolute = readRtspUrl(control);
  if (absolute) return absolute.href;
  const relative = control.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  if (relative.startsWith('?')) return `${base}${relative}`;
  return `${base.replace(/\/$/, '')}/${relative.replace(/^\//, '')}`;
}

function hasBlankOrControl(text: string): boolean {
  return /[\s\p{Cc}\p{Cs}]/u.test(text);
}
