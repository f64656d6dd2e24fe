/**
 * Addresses that a device gives. It may not know how it is reached (address translation, two networks), and it may lie:
 * so whatever host it writes, only the one it was reached at is used, and with it our credentials stay there.
 */

export interface AtDevice {
  readonly url: string;
  /** The host the device wrote, where that was another. */
  readonly rewrittenFrom: string | undefined;
}

/** A service's or picture's address. Undefined: it is none. */
export function serviceUrl(given: string | undefined, device: string): AtDevice | undefined {
  if (given === undefined || given.length > 500 || !URL.canParse(given, device)) return undefined;
  const [url, base] = [new URL(given, device), new URL(device)];
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // With another host the port is that host's business too.
  const rewrittenFrom = url.hostname === base.hostname ? undefined : url.hostname;
  const origin = rewrittenFrom === undefined ? url.origin : base.origin;
  return { url: `${origin}${url.pathname}${url.search}`, rewrittenFrom };
}

/** A stream's address as it is registered: credentials out, places for them where the path had them. */
export function streamUrl(given: string | undefined, device: string): AtDevice | undefined {
  const [, host, port, path = ''] =
    /^rtsp:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:[\]@]+)(?::(\d{1,5}))?([/?][^#\s]*)?/i.exec(
      given ?? '',
    ) ?? [];
  if (host === undefined || path.length > 400 || /["'\\\p{Cc}]/u.test(path)) return undefined;
  const deviceHost = new URL(device).hostname;
  const isSame = host.toLowerCase() === deviceHost.toLowerCase();
  const authority = port === undefined || port === '554' ? deviceHost : `${deviceHost}:${port}`;
  const clean = path
    .replace(/\b(password|passwd|pwd|pass)=[^/?&;]*/gi, '$1={password}')
    .replace(/\b(username|user|usr)=[^/?&;_]*/gi, '$1={username}');
  return { url: `rtsp://${authority}${clean}`, rewrittenFrom: isSame ? undefined : host };
}
