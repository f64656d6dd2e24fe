/** Cross-site defence: a browser says where a request comes from, and it must come from our own pages. */
import type { IncomingMessage } from 'node:http';

/**
 * False only when the browser says the request came from elsewhere. Programs that are not browsers send neither
 * header and carry no cookie they were tricked into; SameSite=Strict on the cookie is the first wall, this the second.
 */
export function isSameOrigin(req: IncomingMessage, trustProxy: boolean): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = req.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === hostOf(req, trustProxy);
}

function hostOf(req: IncomingMessage, trustProxy: boolean): string | undefined {
  const forwarded = trustProxy ? req.headers['x-forwarded-host'] : undefined;
  const host =
    (typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined) ?? req.headers.host;
  // As URL writes hosts: lower case, without the scheme's own port.
  return host?.toLowerCase().replace(/:(80|443)$/, '');
}
