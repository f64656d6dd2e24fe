/** Reads `WWW-Authenticate` (RFC 7235, 2.1): which ways to prove who we are does the camera offer. */

export type DigestAlgorithm = 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess';

export interface DigestChallenge {
  readonly scheme: 'digest';
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  /** The camera named the algorithm, so the answer does, too: old ones stumble over what they did not say. */
  readonly namesAlgorithm: boolean;
  readonly opaque?: string;
  /** `auth` was offered (RFC 2617); without it the answer is that of RFC 2069. */
  readonly qop: boolean;
  /** Only the nonce was too old: the password may still be right. */
  readonly stale: boolean;
}

export interface BasicChallenge {
  readonly scheme: 'basic';
  readonly realm: string;
}

export type Challenge = DigestChallenge | BasicChallenge;

const STRENGTH: Readonly<Record<string, number>> = {
  'sha-256-sess': 5,
  'sha-256': 4,
  'md5-sess': 3,
  md5: 2,
};
const CANONICAL: Readonly<Record<string, DigestAlgorithm>> = {
  'sha-256-sess': 'SHA-256-sess',
  'sha-256': 'SHA-256',
  'md5-sess': 'MD5-sess',
  md5: 'MD5',
};

/** The strongest challenge that we can answer, from all `WWW-Authenticate` fields of one response. */
export function strongestChallenge(fields: readonly string[]): Challenge | undefined {
  let best: Challenge | undefined;
  for (const field of fields) {
    for (const { scheme, parameters } of readChallenges(field)) {
      const challenge = toChallenge(scheme.toLowerCase(), parameters);
      if (challenge && strength(challenge) > (best ? strength(best) : 0)) best = challenge;
    }
  }
  return best;
}

function strength(challenge: Challenge): number {
  return challenge.scheme === 'basic' ? 1 : (STRENGTH[challenge.algorithm.toLowerCase()] ?? 0);
}

function toChallenge(scheme: string, parameters: ReadonlyMap<string, string>): Challenge | undefined {
  const realm = parameters.get('realm') ?? '';
  if (scheme === 'basic') return { scheme, realm };
  const nonce = parameters.get('nonce');
  if (scheme !== 'digest' || nonce === undefined) return undefined;
  const named = parameters.get('algorithm');
  const algorithm = CANONICAL[(named ?? 'md5').toLowerCase()];
  const qop = parameters.get('qop');
  const offers = qop?.toLowerCase().split(/[\s,]+/);
  // `auth-int` alone would have us hash bodies; no camera was seen that wants it.
  if (!algorithm || (offers && qop !== '' && !offers.includes('auth'))) return undefined;
  const opaque = parameters.get('opaque');
  return {
    scheme,
    realm,
    nonce,
    algorithm,
    namesAlgorithm: named !== undefined,
    ...(opaque !== undefined && { opaque }),
    qop: offers?.includes('auth') ?? false,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
  };
}

interface RawChallenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** A parameter, `name = "quoted"` or `name = token`; or, where no `=` follows, the name of the next scheme. */
const PIECE = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,"]*)))?/g;

function readChallenges(field: string): RawChallenge[] {
  const challenges: RawChallenge[] = [];
  for (const [, name = '', quoted, token] of field.matchAll(PIECE)) {
    if (quoted === undefined && token === undefined) challenges.push({ scheme: name, parameters: new Map() });
    else {
      const value = quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
      challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
  }
  return challenges;
}
