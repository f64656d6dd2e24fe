/** An ONVIF device: SOAP over HTTP as three makers write it, with the quirks that real ones have. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo, envelope, type FakeProfile, fault } from './answers.ts';
import { type Brand, type BrandName, brands } from './brands.ts';
import { DIGEST_CHALLENGE, type FakeCredentials, isDigestGood, judgeToken } from './check-credentials.ts';

export type { FakeProfile } from './answers.ts';

/** What is wrong with it, beside how its maker writes. */
export interface DeviceQuirks {
  /** Its clock less ours. */
  readonly clockOffsetMs?: number;
  /** The host it believes to be reached at. */
  readonly wrongHost?: string;
  /** Each answer takes this long. */
  readonly slowMs?: number;
  /** Answers are as hostile as can be. */
  readonly hostile?: Hostility;
}

export const hostilities = {
  huge: `<a>${'x'.repeat(3 * 1024 * 1024)}</a>`,
  endless: undefined,
  doctype:
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Envelope><Body><GetDeviceInformationResponse><Model>&x;</Model></GetDeviceInformationResponse></Body></Envelope>',
  laughs:
    '<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>',
  deep: `${'<a>'.repeat(30_000)}${'</a>'.repeat(30_000)}`,
  many: `<a>${'<b/>'.repeat(100_000)}</a>`,
  attributes: `<a ${'x'.repeat(200_000)}>`,
  cut: '<s:Envelope><s:Body><tds:GetDeviceInformationResponse>',
  crossed: '<a><b></a></b>',
  html: '<!doctype html><html><body>Router</body></html>',
  binary: '\u0000\u0001\u0002<<<<>>>>',
  redirect: undefined,
} as const satisfies Record<string, string | undefined>;
export type Hostility = keyof typeof hostilities;

export interface FakeDeviceOptions {
  readonly brand: BrandName;
  readonly serial?: string;
  readonly profiles: readonly FakeProfile[];
  readonly credentials?: FakeCredentials;
  /** `digest`: HTTP Digest only. `token`: WS-Security only. Default: either. */
  readonly accepts?: 'digest' | 'token';
  readonly quirks?: DeviceQuirks;
  /** Its picture, a JPEG. */
  readonly picture?: Buffer;
  readonly host?: string;
  readonly port?: number;
  /** Where it sends whoever asks, when it is hostile that way. */
  readonly redirectTo?: string;
}

export class FakeOnvifDevice {
  readonly #options: FakeDeviceOptions;
  readonly #brand: Brand;
  readonly #server: Server;
  /** How often a wrong password was tried: real ones lock the account after five or so. */
  wrongPasswords = 0;
  /** What it was asked, in order. */
  readonly asked: string[] = [];

  private constructor(options: FakeDeviceOptions) {
    this.#options = options;
    this.#brand = brands[options.brand];
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: FakeDeviceOptions): Promise<FakeOnvifDevice> {
    const device = new FakeOnvifDevice(options);
    await new Promise<void>((resolve, reject) => {
      device.#server.once('error', reject);
      device.#server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
    });
    return device;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its device service. */
  get address(): string {
    return `http://${this.#options.host ?? '127.0.0.1'}:${this.port}/onvif/device_service`;
  }

  get brand(): Brand {
    return this.#brand;
  }

  get serial(): string {
    return this.#options.serial ?? 'DS2CD3T46WDV320220101AACHG00012345';
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { slowMs, hostile } = this.#options.quirks ?? {};
    const body = await bodyOf(request);
    if (slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, slowMs));
    // Taken away meanwhile: there is nobody to answer, and no address to tell.
    if (!this.#server.listening) return;
    if (hostile !== undefined) return this.#beHostile(hostile, response);
    if (request.method === 'GET') return this.#picture(request, response);
    const [, action = ''] = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body) ?? [];
    this.asked.push(action);
    if (action !== 'GetSystemDateAndTime' && !this.#mayAsk(request, response, body)) return;
    const [, token = ''] = /<(?:\w+:)?ProfileToken>([^<]*)</.exec(body) ?? [];
    const answer = answerTo(action, body.includes('ver20/media'), token, {
      brand: this.#brand,
      serial: this.serial,
      profiles: this.#options.profiles.map((profile) => ({
        ...profile,
        rtspUrl: this.#streamAddress(profile),
      })),
      origin: this.#origin,
      atMs: this.#nowMs,
    });
    if (answer === undefined) {
      send(
        response,
        400,
        envelope(
          this.#brand,
          fault(this.#brand, 'ter:ActionNotSupported', 'Optional Action Not Implemented'),
        ),
      );
      return;
    }
    send(response, 200, envelope(this.#brand, answer));
  }

  get #nowMs(): number {
    return Date.now() + (this.#options.quirks?.clockOffsetMs ?? 0);
  }

  get #origin(): string {
    return `http://${this.#options.quirks?.wrongHost ?? this.#options.host ?? '127.0.0.1'}:${this.port}`;
  }

  #streamAddress({ rtspUrl }: FakeProfile): string {
    const { wrongHost } = this.#options.quirks ?? {};
    return wrongHost === undefined ? rtspUrl : rtspUrl.replace(/^(rtsp:\/\/)[^:/]+/, `$1${wrongHost}`);
  }

  #mayAsk(request: IncomingMessage, response: ServerResponse, body: string): boolean {
    const { credentials, accepts } = this.#options;
    if (!credentials) return true;
    const { authorization } = request.headers;
    if (accepts !== 'token') {
      if (isDigestGood(authorization, request.method ?? '', credentials)) return true;
      if (authorization !== undefined) this.wrongPasswords += 1;
    }
    if (accepts !== 'digest') {
      const verdict = judgeToken(body, this.#nowMs, credentials);
      if (verdict === 'good') return true;
      if (verdict === 'bad') this.wrongPasswords += 1;
    }
    if (accepts === 'token') {
      const words = fault(this.#brand, 'ter:NotAuthorized', 'Sender not Authorized');
      send(response, 400, envelope(this.#brand, words));
    } else {
      response.setHeader('WWW-Authenticate', DIGEST_CHALLENGE);
      send(response, 401, '<html><body>Unauthorized</body></html>', 'text/html');
    }
    return false;
  }

  #picture(request: IncomingMessage, response: ServerResponse): void {
    const { credentials, picture } = this.#options;
    if (credentials && !isDigestGood(request.headers.authorization, 'GET', credentials)) {
      response.setHeader('WWW-Authenticate', DIGEST_CHALLENGE);
      send(response, 401, '');
      return;
    }
    if (picture) response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(picture);
    else send(response, 404, '');
  }

  #beHostile(how: Hostility, response: ServerResponse): void {
    if (how === 'redirect') {
      response.writeHead(302, { Location: this.#options.redirectTo ?? 'http://127.0.0.1:1/' }).end();
      return;
    }
    if (how === 'endless') {
      response.writeHead(200, { 'Content-Type': 'application/soap+xml' });
      const more = (): void => {
        if (!response.destroyed) response.write('<a>'.repeat(1000), () => setTimeout(more, 5));
      };
      more();
      return;
    }
    send(response, 200, hostilities[how]);
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'application/soap+xml; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
