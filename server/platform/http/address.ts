/** Where a request comes from, for the audit trail. */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from './metrics.ts';

/** As Express finds `req.ip`: only a proxy on this machine is believed, and only its own entry, the last. */
export function addressOf(req: Pick<IncomingMessage, 'socket' | 'headers'>, trustProxy: boolean): string {
  const peer = req.socket.remoteAddress ?? '';
  if (!trustProxy || !isLoopback(peer)) return peer;
  const forwarded = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return forwarded.at(-1) ?? peer;
}
