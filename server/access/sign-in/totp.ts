/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator has them. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** One step earlier and one later, for clocks that are off and people who type slowly. */
const WINDOW = 1;
/** RFC 4226 asks for 160 bits. */
const SECRET_BYTES = 20;
const ISSUER = '明窗';

export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What is scanned: the name under which the authenticator lists it is the user's. */
export const totpUri = (secret: string, username: string): string => totp(secret, username).toString();

/** The time step the code belongs to, for taking each only once; undefined: no code of now. */
export function totpCounter(secret: string, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totp(secret, '').validate({ token: code, timestamp: nowMs, window: WINDOW });
  return delta === null ? undefined : Math.floor(nowMs / 1000 / PERIOD_S) + delta;
}

const totp = (secret: string, label: string) =>
  new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
