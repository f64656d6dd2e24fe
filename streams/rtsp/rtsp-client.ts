import type { StreamFaultError } from '../media-error.ts';
import { type Challenge, strongestChallenge } from './auth-challenge.ts';
import { Authorization, type Credentials } from './authorization.ts';
import type { RtspConnection } from './rtsp-connection.ts';
import { fault, faultOfStatus, printable, protocolError } from './rtsp-fault.ts';
import type { RtspResponse } from './rtsp-message.ts';

export interface RtspClientOptions {
  readonly connection: RtspConnection;
  readonly credentials?: Credentials;
  /** There are credentials, but they are not for this host. */
  readonly withheld?: boolean;
  /** What a connection before this one was asked for, and did not stay to hear. */
  readonly authorization?: Authorization | undefined;
}

/** The camera sends us elsewhere (3xx). Never leaves this folder. */
export class Redirection extends Error {
  readonly location: string;

  constructor(location: string) {
    super('the camera redirects');
    this.location = location;
  }
}

/** A nonce may be called stale twice within one request; then it is the password after all. */
const MAX_ATTEMPTS = 4;
const USER_AGENT = 'Mingchuang';

/** Asks, and proves who asks: adds the session and the authorization, answers challenges, judges the status. */
export class RtspClient {
  readonly #options: RtspClientOptions;
  #authorization: Authorization | undefined;
  #unheard = false;
  /** The session's id, once SETUP gave one. */
  session: string | undefined;

  constructor(options: RtspClientOptions) {
    this.#options = options;
    this.#authorization = options.authorization;
  }

  /** The answer to a challenge that no response came to, if that is how it ended. */
  get unheard(): Authorization | undefined {
    return this.#unheard ? this.#authorization : undefined;
  }

  /**
   * @returns a 2xx response
   * @throws StreamFaultError for any other; Redirection for 3xx
   */
  async ask(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RtspResponse> {
    const response = await this.tryToAsk(method, url, headers);
    if (response.status >= 300 && response.status < 400) throw redirection(response);
    if (response.status < 200 || response.status >= 300) {
      throw faultOfStatus(method, response.status, response.reason);
    }
    return response;
  }

  /**
   * @returns a response of whatever status but 401
   * @throws StreamFaultError `camera_unauthorized` when our credentials do not do
   */
  async tryToAsk(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RtspResponse> {
    let fresh = false;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      this.#unheard = fresh;
      const response = await this.#send(method, url, headers);
      this.#unheard = false;
      if (response.status !== 401) return response;
      const { challenge, credentials } = this.#answerable(response);
      const stale = challenge.scheme === 'digest' && challenge.stale;
      // An answer to an older challenge may be refused for its age alone, whether the camera says so or not.
      if (fresh && !stale) break;
      this.#authorization = new Authorization({ challenge, credentials });
      fresh = true;
    }
    throw unauthorized();
  }

  async #send(method: string, url: string, headers: Readonly<Record<string, string>>): Promise<RtspResponse> {
    const authorization = this.#authorization?.forRequest(method, url);
    return await this.#options.connection.request(method, url, {
      ...(authorization !== undefined && { Authorization: authorization }),
      'User-Agent': USER_AGENT,
      ...(this.session !== undefined && { Session: this.session }),
      ...headers,
    });
  }

  #answerable(response: RtspResponse): { challenge: Challenge; credentials: Credentials } {
    const { credentials } = this.#options;
    if (!credentials) throw fault('camera_unauthorized', this.#nothingToSay());
    const fields = response.headers.all('www-authenticate');
    const challenge = strongestChallenge(fields);
    if (challenge) return { challenge, credentials };
    if (fields.length === 0) throw unauthorized();
    const schemes = fields.map((field) => printable(field.split(/\s/, 1)[0] ?? '')).join(', ');
    throw protocolError(`Basic or Digest authentication was expected; the camera asks for ${schemes}.`);
  }

  #nothingToSay(): string {
    return this.#options.withheld
      ? 'The camera redirects to another host, which asks for a password; ours is not for it.'
      : 'The camera asks for a user name and a password; none is registered.';
  }
}

function unauthorized(): StreamFaultError {
  return fault('camera_unauthorized', 'The camera refuses the user name or password.');
}

function redirection({ headers, status, reason }: RtspResponse): Error {
  const location = headers.get('location');
  return location === undefined
    ? protocolError(`The camera redirects (${status} “${printable(reason)}”) without saying where to.`)
    : new Redirection(location);
}
