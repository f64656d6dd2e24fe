import { createHash, randomBytes } from 'node:crypto';
import type { Reach } from '../reach/index.ts';
import { strongestChallenge } from '../rtsp/auth-challenge.ts';
import { Authorization, type Credentials } from '../rtsp/authorization.ts';
import { type BoundedAnswer, boundedRequest } from './bounded-request.ts';
import { OnvifError } from './onvif-error.ts';
import { escapeXml, find, parseXml, textOf, type XmlNode } from './xml.ts';

export interface SoapClientOptions {
  readonly credentials?: Credentials | undefined;
  readonly timeoutMs: number;
  readonly reach?: Reach | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly now: () => number;
}

const ANSWER_MOST_BYTES = 1024 * 1024;
const TOKEN = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/**
 * Asks one device over SOAP 1.2. First as a stranger; where that will not do, once with the credentials, in the way the
 * device asks for: HTTP Digest, or a WS-Security token stamped with the device's own time. Once they were refused they
 * are never sent again: devices lock accounts.
 */
export class SoapClient {
  readonly #options: SoapClientOptions;
  #authorization: Authorization | undefined;
  #usesToken = false;
  #wasRefused = false;
  /** Whether the device asked who we are. */
  asked = false;
  /** The device's clock less ours. */
  clockOffsetMs = 0;

  constructor(options: SoapClientOptions) {
    this.#options = options;
  }

  /**
   * @returns the element inside the answer's body
   * @throws OnvifError
   */
  async call(url: string, body: string, as: 'ourselves' | 'a stranger' = 'ourselves'): Promise<XmlNode> {
    const answer = await this.#send(url, body);
    const refusal = refusalOf(answer);
    if (!refusal) return contentOf(answer);
    this.asked = true;
    const { credentials } = this.#options;
    if (!credentials || as === 'a stranger')
      throw new OnvifError('unauthorized', 'The device asks for a user name and password.');
    if (this.#wasRefused || !this.#prepare(answer, refusal, credentials)) throw this.#refused();
    const second = await this.#send(url, body);
    if (refusalOf(second)) throw this.#refused();
    return contentOf(second);
  }

  /** A picture or the like from the device, with the same credentials. @throws OnvifError */
  async get(url: string, maxBytes: number): Promise<BoundedAnswer> {
    const ask = (authorization?: Authorization) =>
      boundedRequest({
        ...this.#common(url),
        method: 'GET',
        maxBytes,
        ...(authorization && { headers: { Authorization: authorization.forRequest('GET', pathOf(url)) } }),
      });
    const answer = await ask();
    const { credentials } = this.#options;
    const challenge = answer.status === 401 ? strongestChallenge(answer.challenges) : undefined;
    if (!challenge || !credentials || this.#wasRefused) return answer;
    return await ask(new Authorization({ challenge, credentials }));
  }

  /** False: there is no other way to say who we are. */
  #prepare(answer: BoundedAnswer, refusal: 'http' | 'soap', credentials: Credentials): boolean {
    const hadSaid = this.#authorization !== undefined || this.#usesToken;
    const challenge = strongestChallenge(answer.challenges);
    if (refusal === 'http' && challenge) {
      const isStale = challenge.scheme === 'digest' && challenge.stale;
      // A nonce may have grown old; the password was good before.
      if (hadSaid && !isStale) return false;
      this.#authorization = new Authorization({ challenge, credentials });
      return true;
    }
    if (hadSaid) return false;
    this.#usesToken = true;
    return true;
  }

  #refused(): OnvifError {
    this.#wasRefused = true;
    return new OnvifError('unauthorized', 'The device refuses the user name or password.');
  }

  #send(url: string, body: string): Promise<BoundedAnswer> {
    const authorization = this.#authorization?.forRequest('POST', pathOf(url));
    return boundedRequest({
      ...this.#common(url),
      method: 'POST',
      maxBytes: ANSWER_MOST_BYTES,
      headers: {
        'Content-Type': 'application/soap+xml; charset=utf-8',
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      body: envelope(body, this.#usesToken ? this.#token() : ''),
    });
  }

  #common(url: string) {
    const { timeoutMs, reach, signal } = this.#options;
    return { url, timeoutMs, reach, signal };
  }

  /** WS-Security UsernameToken profile 1.0, PasswordDigest. */
  #token(): string {
    const { username = '', password = '' } = this.#options.credentials ?? {};
    const nonce = randomBytes(16);
    const created = new Date(this.#options.now() + this.clockOffsetMs).toISOString();
    const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
    return (
      `<s:Header><w:Security s:mustUnderstand="1" xmlns:w="${TOKEN}-wssecurity-secext-1.0.xsd" ` +
      `xmlns:u="${TOKEN}-wssecurity-utility-1.0.xsd"><w:UsernameToken>` +
      `<w:Username>${escapeXml(username)}</w:Username>` +
      `<w:Password Type="${TOKEN}-username-token-profile-1.0#PasswordDigest">${digest}</w:Password>` +
      `<w:Nonce EncodingType="${TOKEN}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</w:Nonce>` +
      `<u:Created>${created}</u:Created></w:UsernameToken></w:Security></s:Header>`
    );
  }
}

function envelope(body: string, header: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">${header}<s:Body>${body}</s:Body></s:Envelope>`
  );
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
};

/** That it wants to know who we are: by HTTP, or by a SOAP fault that comes with whatever status. */
function refusalOf({ status, body, challenges }: BoundedAnswer): 'http' | 'soap' | undefined {
  if (status === 401) return challenges.length > 0 ? 'http' : 'soap';
  if (status < 400) return undefined;
  return /NotAuthorized|FailedAuthentication|SenderNotAuthorized/i.test(body.toString('latin1'))
    ? 'soap'
    : undefined;
}

function contentOf({ status, body }: BoundedAnswer): XmlNode {
  const inside = bodyOf(body);
  const fault = inside?.name === 'Fault' ? inside : undefined;
  if (fault) {
    const words = textOf(fault, 'Reason', 'Text') ?? textOf(fault, 'faultstring') ?? 'no reason given';
    throw new OnvifError('refused', `The device answers: ${words.replace(/\p{C}/gu, ' ').slice(0, 200)}`);
  }
  if (!inside || status >= 300)
    throw new OnvifError('not_onvif', `What answers at this address is no ONVIF device (HTTP ${status}).`);
  return inside;
}

function bodyOf(body: Buffer): XmlNode | undefined {
  try {
    const root = parseXml(body.toString('utf8'));
    return root.name === 'Envelope' ? find(root, 'Body')?.children[0] : undefined;
  } catch (error) {
    throw new OnvifError(
      'not_onvif',
      'What answers at this address does not speak ONVIF as it should.',
      error,
    );
  }
}
