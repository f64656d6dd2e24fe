/**
 * A real OpenID provider (npm `oidc-provider`) on loopback, with people who sign in by typing their name. It can be
 * made to sign what it should not, or to go away.
 */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { type Claims, forged } from './id-token.ts';

export interface FakePerson {
  readonly sub: string;
  /** What is typed to sign in. */
  readonly login: string;
  readonly name: string;
  groups: readonly string[];
}

export interface FakeOidcOptions {
  readonly people: readonly FakePerson[];
  /** Puts groups and names into the ID token, instead of answering them when asked. */
  readonly claimsInIdToken?: boolean;
  /** How long a code may be exchanged. */
  readonly codeSeconds?: number;
}

export interface FakeOidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom it sends people back to: call it once the address is known. */
  register(appUrl: string): void;
  /** From now on ID tokens say this, signed with its own key, or with another. */
  forge(change: (claims: Claims) => Claims, key?: 'own' | 'other'): void;
  honest(): void;
  /** Refuses connections until `up()`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const CLIENT_ID = 'mingchuang';

export async function startFakeOidcProvider(options: FakeOidcOptions): Promise<FakeOidcProvider> {
  const keys = {
    own: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    other: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  const clientSecret = randomBytes(24).toString('base64url');
  let provider: Provider | undefined;
  let forgery: { change: (claims: Claims) => Claims; key: KeyObject } | undefined;

  const server = createServer((req, res) => {
    void answer(req, res).catch((error: unknown) => {
      if (!res.headersSent) res.statusCode = 500;
      res.end(String(error));
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!provider) throw new Error('register() was not called');
    const { pathname } = new URL(req.url ?? '/', issuer);
    if (pathname.startsWith('/interaction/')) {
      await signIn(provider, req, res);
      return;
    }
    if (pathname === '/token') forgeAnswer(res);
    await provider.callback()(req, res);
  }

  async function signIn(by: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
    await by.interactionDetails(req, res);
    if (req.method !== 'POST') {
      res.setHeader('content-type', 'text/html; charset=utf-8');
      res.end(
        '<!doctype html><title>ID</title><form method="post"><input name="login" autofocus><button>OK</button></form>',
      );
      return;
    }
    const typed = new URLSearchParams(await bodyOf(req)).get('login');
    const person = options.people.find(({ login }) => login === typed);
    await by.interactionFinished(
      req,
      res,
      person ? { login: { accountId: person.sub } } : { error: 'access_denied' },
    );
  }

  /** Koa answers in one piece. */
  function forgeAnswer(res: ServerResponse): void {
    const { change, key } = forgery ?? {};
    if (!change || !key) return;
    const end = res.end.bind(res) as (body: string) => ServerResponse;
    res.end = ((body: string | Buffer) => {
      const told = JSON.parse(String(body)) as Record<string, unknown>;
      if (typeof told.id_token === 'string') told.id_token = forged(told.id_token, change, key);
      const text = JSON.stringify(told);
      res.setHeader('content-length', Buffer.byteLength(text));
      return end(text);
    }) as typeof res.end;
  }

  return {
    issuer,
    clientId: CLIENT_ID,
    clientSecret,
    register: (appUrl) => {
      const key = keys.own.privateKey.export({ format: 'jwk' });
      provider = quietly(() => new Provider(issuer, configuration(appUrl, clientSecret, key, options)));
    },
    forge: (change, key = 'own') => {
      forgery = { change, key: keys[key].privateKey };
    },
    honest: () => {
      forgery = undefined;
    },
    down: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
    up: () => listen(port),
    close: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function configuration(appUrl: string, clientSecret: string, key: object, options: FakeOidcOptions) {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [`${appUrl}/api/v1/session/sso/callback`],
        post_logout_redirect_uris: [`${appUrl}/`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: 'k1' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    conformIdTokenClaims: options.claimsInIdToken !== true,
    ttl: {
      ...{ AuthorizationCode: options.codeSeconds ?? 60, AccessToken: 600, IdToken: 600 },
      ...{ Interaction: 600, Session: 600, Grant: 600 },
    },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage },
    },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_: unknown, sub: string) => {
      const person = options.people.find((one) => one.sub === sub);
      return (
        person && {
          accountId: sub,
          claims: () => ({
            sub,
            name: person.name,
            preferred_username: person.login,
            groups: [...person.groups],
          }),
        }
      );
    },
    loadExistingGrant: grantEverything,
  };
}

/** Asks whether to sign out there as well; the form is the provider's. */
function signOutPage(context: { body: unknown }, form: string): void {
  context.body = `<!doctype html><title>ID</title>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">OK</button>`;
}

/** No page that asks for consent. */
async function grantEverything(context: {
  oidc: {
    client: { clientId: string };
    session: { accountId: string };
    provider: { Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> } };
  };
}) {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

/** It warns of being run without TLS and on this Node, which is what it is here for. */
function quietly<T>(make: () => T): T {
  const { warn, info } = console;
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  try {
    return make();
  } finally {
    Object.assign(console, { warn, info });
  }
}
