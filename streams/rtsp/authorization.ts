import { createHash, randomBytes } from 'node:crypto';
import type { Challenge, DigestChallenge } from './auth-challenge.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface AuthorizationOptions {
  readonly challenge: Challenge;
  readonly credentials: Credentials;
  /** Makes the client's nonce; given by tests that check published vectors. */
  readonly clientNonce?: () => string;
}

/** Answers one challenge, request after request: the count of a Digest nonce's uses goes on. */
export class Authorization {
  readonly #options: AuthorizationOptions;
  readonly #clientNonce: string;
  #uses = 0;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
    this.#clientNonce = (options.clientNonce ?? (() => randomBytes(8).toString('hex')))();
  }

  /** The value of the `Authorization` field for this request. `uri` is exactly what the request line says. */
  forRequest(method: string, uri: string): string {
    const { challenge, credentials } = this.#options;
    if (challenge.scheme === 'digest') return this.#digest(challenge, credentials, method, uri);
    const pair = `${credentials.username}:${credentials.password}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }

  /** RFC 7616, 3.4; without qop RFC 2069, 2.1.2. */
  #digest(challenge: DigestChallenge, credentials: Credentials, method: string, uri: string): string {
    const { realm, nonce, algorithm, opaque, qop, namesAlgorithm } = challenge;
    const session = algorithm.endsWith('-sess');
    const hash = (text: string): string =>
      createHash(algorithm.startsWith('SHA') ? 'sha256' : 'md5')
        .update(text)
        .digest('hex');
    this.#uses += 1;
    const count = this.#uses.toString(16).padStart(8, '0');
    const cnonce = this.#clientNonce;

    let secret = hash(`${credentials.username}:${realm}:${credentials.password}`);
    if (session) secret = hash(`${secret}:${nonce}:${cnonce}`);
    const request = hash(`${method}:${uri}`);
    const between = qop ? `${nonce}:${count}:${cnonce}:auth` : nonce;

    const fields = [
      `username=${quote(credentials.username)}`,
      `realm=${quote(realm)}`,
      `nonce=${quote(nonce)}`,
      `uri=${quote(uri)}`,
      `response="${hash(`${secret}:${between}:${request}`)}"`,
    ];
    if (namesAlgorithm) fields.push(`algorithm=${algorithm}`);
    if (qop) fields.push('qop=auth', `nc=${count}`);
    if (qop || session) fields.push(`cnonce="${cnonce}"`);
    if (opaque !== undefined) fields.push(`opaque=${quote(opaque)}`);
    return `Digest ${fields.join(', ')}`;
  }
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
