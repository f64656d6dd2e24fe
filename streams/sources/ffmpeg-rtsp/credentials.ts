import { StreamFaultError } from '../../media-error.ts';
import type { SourceAddress } from '../../types.ts';

/**
 * The registered URL with the credentials filled into the places its path leaves for them, and none before the
 * host. What was filled in is secret.
 * @throws StreamFaultError `source_misconfigured` for what is not a plain RTSP URL.
 */
export function filledUrl({ url, username, password }: SourceAddress): string {
  const isRtsp = /^(?:rtsps?|rtmp):\/\/./i.test(url);
  if (!isRtsp || hasControlCharacter(url) || !URL.canParse(url)) {
    throw misconfigured('The address is not an rtsp:// URL.');
  }
  if (new URL(url).username !== '')
    throw misconfigured('The address holds credentials; register them apart.');
  if (username === undefined && password === undefined) return url;
  // Some cameras want them in the path as well; the registered address holds only their places.
  return url
    .replaceAll('{username}', encode(username ?? ''))
    .replaceAll('{password}', encode(password ?? ''));
}

/**
 * The URL ffmpeg is given, credentials included: only ever sent through its standard input.
 * @throws StreamFaultError `source_misconfigured` for what is not a plain RTSP URL.
 */
export function urlWithCredentials(address: SourceAddress): string {
  const { username, password } = address;
  const filled = filledUrl(address);
  if (username === undefined && password === undefined) return filled;
  const [scheme = '', rest = ''] = filled.split(/:\/\/(.*)/s, 2);
  return `${scheme}://${encode(username ?? '')}:${encode(password ?? '')}@${rest}`;
}

/** Takes every form of the credentials out of a line meant for a log or an error. */
export function redact(line: string, { username, password }: SourceAddress): string {
  let clean = line.replace(/((?:rtsps?|rtmp):\/\/)[^/\s'"]*@/gi, '$1***@');
  for (const secret of [password, username && password ? `${username}:${password}` : undefined]) {
    if (secret === undefined || secret === '') continue;
    for (const form of [secret, encode(secret), encodeURIComponent(secret)]) {
      // A secret of one or two letters would blank half the line; the URL form is caught above.
      if (form.length > 2) clean = clean.replaceAll(form, '***');
    }
  }
  return clean;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((letter) => letter <= ' ' || letter === '\u007f');
}

function misconfigured(message: string): StreamFaultError {
  return new StreamFaultError({ code: 'source_misconfigured', message });
}
