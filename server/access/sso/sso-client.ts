/**
 * Speaks OpenID Connect with the one service that the operator configured: its description, the code flow with PKCE,
 * state and nonce, and the way to sign out there. Knows nothing of our people.
 */
import * as oidc from 'openid-client';
import { AppError } from '../../platform/errors.ts';

export interface SsoConfig {
  /** The service's issuer identifier: https, or http on this machine. */
  readonly issuer: string;
  readonly clientId: string;
  /** Left out: a public client, held by PKCE alone. */
  readonly clientSecret?: string | undefined;
  /** What the button on the sign-in page says. */
  readonly label: string;
  readonly groupsClaim: string;
  readonly scopes: string;
}

/** What an answer is checked with: kept by the browser that asked, sealed. */
export interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** Who the service says it is. */
export interface SsoClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly preferredUsername: string | undefined;
  readonly groups: readonly string[];
  readonly idToken: string;
}

const TIMEOUT_S = 8;
/** Keys and addresses change seldom; a change is noticed within the hour. */
const BELIEVED_MS = 3_600_000;
/** One who is down is not asked with every click. */
const DOWN_FOR_MS = 5000;
const GROUPS_MOST = 1000;
const TEXT_MOST = 200;

export interface SsoClientOptions {
  readonly config: SsoConfig;
  readonly now: () => number;
}

export class SsoClient {
  readonly config: SsoConfig;
  readonly #now: () => number;
  #known: { service: Promise<oidc.Configuration>; untilMs: number } | undefined;

  constructor(options: SsoClientOptions) {
    this.config = options.config;
    this.#now = options.now;
  }

  /** Null: it answers; else why it does not. */
  async unreachable(): Promise<string | null> {
    try {
      await this.#service();
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async begin(redirectUri: string): Promise<{ readonly flow: Flow; readonly url: string }> {
    const service = await this.#reached();
    const flow = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
      redirectUri,
    };
    const url = oidc.buildAuthorizationUrl(service, {
      redirect_uri: redirectUri,
      scope: this.config.scopes,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { flow, url: url.href };
  }

  /** Everything of the answer is checked against `flow`: state, code, nonce, signature, issuer, audience, times. */
  async finish(flow: Flow, search: string): Promise<SsoClaims> {
    const service = await this.#reached();
    const answer = new URL(flow.redirectUri);
    answer.search = search;
    try {
      const tokens = await oidc.authorizationCodeGrant(service, answer, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.codeVerifier,
        idTokenExpected: true,
      });
      return await this.#claims(service, tokens);
    } catch (error) {
      if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied')
        throw new AppError(401, 'sso_cancelled', 'It was broken off at the sign-in service.');
      if (isNetwork(error)) throw unreachable(error);
      throw new AppError(
        401,
        'sso_refused',
        `The answer of the sign-in service is not good: ${reasonOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Undefined where it has no such place, or cannot be reached: then signing out here is all there is. */
  async signOutUrl(idToken: string, returnTo: string): Promise<string | undefined> {
    try {
      const service = await this.#service();
      if (service.serverMetadata().end_session_endpoint === undefined) return undefined;
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: returnTo };
      return oidc.buildEndSessionUrl(service, parameters).href;
    } catch {
      // Somebody who signs out must be signed out here whether the service answers or not.
      return undefined;
    }
  }

  async #claims(
    service: oidc.Configuration,
    tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
  ): Promise<SsoClaims> {
    const own = tokens.claims();
    if (!own || tokens.id_token === undefined) throw new Error('it has no ID token');
    // Some put groups and names into the ID token, some answer them only when asked.
    const asked =
      own[this.config.groupsClaim] === undefined && service.serverMetadata().userinfo_endpoint !== undefined
        ? await oidc.fetchUserInfo(service, tokens.access_token, own.sub)
        : {};
    const claims: Readonly<Record<string, unknown>> = { ...asked, ...own };
    const preferredUsername = textOf(claims.preferred_username) ?? textOf(claims.email);
    return {
      issuer: own.iss,
      subject: own.sub,
      name: textOf(claims.name) ?? preferredUsername ?? own.sub.slice(0, TEXT_MOST),
      preferredUsername,
      groups: groupsOf(claims[this.config.groupsClaim]),
      idToken: tokens.id_token,
    };
  }

  async #reached(): Promise<oidc.Configuration> {
    try {
      return await this.#service();
    } catch (error) {
      throw unreachable(error);
    }
  }

  #service(): Promise<oidc.Configuration> {
    const nowMs = this.#now();
    if (this.#known && nowMs < this.#known.untilMs) return this.#known.service;
    const service = this.#discover();
    const known = { service, untilMs: nowMs + BELIEVED_MS };
    this.#known = known;
    service.catch(() => {
      known.untilMs = this.#now() + DOWN_FOR_MS;
    });
    return service;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.config;
    const service = await oidc.discovery(
      new URL(issuer),
      clientId,
      clientSecret,
      clientSecret === undefined ? oidc.None() : undefined,
      {
        timeout: TIMEOUT_S,
        // The settings allow http on this machine only.
        execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
      },
    );
    // The ID token's signature too, not only the line it came over.
    oidc.enableNonRepudiationChecks(service);
    return service;
  }
}

const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, TEXT_MOST) : undefined;

/** A list, or one by itself. */
const groupsOf = (claim: unknown): string[] =>
  (Array.isArray(claim) ? claim : [claim]).slice(0, GROUPS_MOST).flatMap((one) => textOf(one) ?? []);

const unreachable = (cause: unknown) =>
  new AppError(503, 'sso_unreachable', `The sign-in service does not answer: ${reasonOf(cause)}`, { cause });

/** The service's own words are not shown: they may quote what was sent. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return code;
  return error instanceof Error ? error.message.slice(0, TEXT_MOST) : 'unknown';
}

function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z_]+$/.test(at.code)) return at.code;
  return undefined;
}

/** Whether it did not answer, or answered what is no answer; as against an answer that is not good. */
const isNetwork = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || codeOf(error) !== undefined);
