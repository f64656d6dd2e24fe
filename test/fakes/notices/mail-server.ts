/** An SMTP server on loopback that takes mail, or does what real ones do on bad days. */
import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { selfSigned } from '../../../server/platform/tls/self-signed.ts';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and all. */
  readonly raw: string;
  readonly messageId: string;
  /** Decoded. */
  readonly subject: string;
  /** The part for mail programs that show HTML. */
  readonly html: string;
  readonly secure: boolean;
}

export interface FakeMailServer {
  readonly port: number;
  readonly mails: TakenMail[];
  /** Asked for each mail once all of it has come; throws an SMTP error to refuse it. */
  onMail: (mail: TakenMail) => Promise<void> | void;
  close(): Promise<void>;
}

export interface FakeMailServerOptions {
  /** `implicit`: TLS from the first byte; `starttls`: offered; `none`. */
  readonly tls?: 'implicit' | 'starttls' | 'none';
  /** Asked for a name and this password. */
  readonly password?: string;
  /** These are not known here: 550. */
  readonly unknown?: readonly string[];
  /** Answers nothing at all. */
  readonly mute?: boolean;
}

export async function startMailServer(options: FakeMailServerOptions = {}): Promise<FakeMailServer> {
  const { tls = 'none', password, unknown = [] } = options;
  const mails: TakenMail[] = [];
  const settings: SMTPServerOptions = {
    ...(tls !== 'none' && certificate()),
    secure: tls === 'implicit',
    disabledCommands: [
      ...(tls === 'starttls' ? [] : ['STARTTLS']),
      ...(password === undefined ? ['AUTH'] : []),
    ],
    authOptional: password === undefined,
    allowInsecureAuth: true,
    logger: false,
    onConnect: (_session, done) => {
      if (!options.mute) done();
    },
    onAuth: (auth, _session, done) => {
      if (auth.password === password) done(null, { user: auth.username });
      else done(smtpError(535, '5.7.8 Authentication failed'));
    },
    onRcptTo: ({ address }, _session, done) => {
      if (unknown.includes(address)) done(smtpError(550, '5.1.1 No such user here'));
      else done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString('utf8');
        const mail: TakenMail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          messageId: /^message-id: (.*)$/im.exec(raw)?.[1] ?? '',
          subject: decoded(/^subject: ((?:.*)(?:\r\n[ \t].*)*)/im.exec(raw)?.[1] ?? ''),
          html: htmlIn(raw),
          secure: session.secure,
        };
        Promise.resolve()
          .then(() => fake.onMail(mail))
          .then(() => {
            mails.push(mail);
            done();
          })
          .catch((error: Error) => done(error));
      });
    },
  };
  const server = new SMTPServer(settings);
  // Clients that hang up in the middle are part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeMailServer = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    onMail: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return fake;
}

export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** RFC 2047 words, base64 or quoted, of UTF-8. */
function decoded(header: string): string {
  return header
    .replace(/\?=\r\n[ \t]=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? `\u0000${Buffer.from(text, 'base64').toString('latin1')}`
        : `\u0000${text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))}`,
    )
    .split('\u0000')
    .reduce(
      (whole, part, at) => (at === 0 ? part : whole + Buffer.from(part, 'latin1').toString('utf8')),
      '',
    );
}

/** Of a message with two parts, as base64 or quoted-printable. */
function htmlIn(raw: string): string {
  const part = raw.slice(raw.search(/^content-type: text\/html/im));
  const body = part.slice(part.indexOf('\r\n\r\n') + 4).split('\r\n--')[0] ?? '';
  if (/^content-transfer-encoding: base64/im.test(part)) return Buffer.from(body, 'base64').toString('utf8');
  return body
    .replace(/=\r\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
}

function certificate() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: selfSigned({
      privateKey,
      names: ['127.0.0.1', 'localhost'],
      notBeforeMs: now - 60_000,
      notAfterMs: now + 3_600_000,
    }),
  };
}
