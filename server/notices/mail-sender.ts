/** E-mail by SMTP, one connection a message. */
import { createTransport } from 'nodemailer';
import type { Message } from './message.ts';
import { ANSWER_MOST, NotDelivered, type Sender } from './sender.ts';

export interface MailServer {
  /** `smtp://name:password@mail.example:587?starttls=required`, `smtps://…`; see config/default.yaml. */
  readonly url: string;
  readonly from: string;
}

export interface MailSenderOptions extends MailServer {
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
/** Whatever the parts of it take, all of it ends before somebody else may take the message. */
const WHOLE_MS = 60_000;

export class MailSender implements Sender {
  readonly #options: MailSenderOptions;
  readonly #under = new Set<() => void>();

  constructor(options: MailSenderOptions) {
    this.#options = options;
  }

  async send(message: Message): Promise<string> {
    const { url, from, timeoutMs = TIMEOUT_MS } = this.#options;
    const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'mingchuang.invalid';
    const transport = createTransport({
      ...transportOf(url),
      ...{
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
      },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
    let end: (why: NotDelivered) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    const timer = setTimeout(() => end(new NotDelivered('no answer in time')), WHOLE_MS);
    const stop = () => end(new NotDelivered('the server is stopping'));
    this.#under.add(stop);
    try {
      const sent = await Promise.race([
        transport.sendMail({
          from,
          to: { name: message.to.name, address: message.to.address },
          subject: message.subject,
          text: textOf(message),
          html: htmlOf(message),
          messageId: `<${message.id}@${domain}>`,
          headers: { 'X-Mingchuang-Delivery': message.id, 'Auto-Submitted': 'auto-generated' },
          ...(message.urgent && { priority: 'high' as const }),
        }),
        ended,
      ]);
      return String(sent.response ?? '').slice(0, ANSWER_MOST);
    } catch (error) {
      throw error instanceof NotDelivered ? error : this.#worded(error);
    } finally {
      clearTimeout(timer);
      this.#under.delete(stop);
      transport.close();
    }
  }

  close(): void {
    for (const stop of [...this.#under]) stop();
  }

  /** As the mail server put it, without the password should it ever be in there. */
  #worded(error: unknown): NotDelivered {
    const { message, response, responseCode, command } = error as {
      message?: string;
      response?: string;
      responseCode?: number;
      command?: string;
    };
    const password = decodeURIComponent(new URL(this.#options.url).password);
    const words = response ?? message ?? String(error);
    const answer = password === '' ? words : words.replaceAll(password, '***');
    // 5xx to this very address: it will not be taken in an hour either.
    const forGood =
      responseCode !== undefined && responseCode >= 550 && responseCode < 560 && command === 'RCPT TO';
    return new NotDelivered(answer, { forGood });
  }
}

/** Where mail goes out, for admins; without name and password. */
export function mailServerName(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function transportOf(url: string) {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const starttls = searchParams.get('starttls');
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 465 : 25) : Number(port),
    secure,
    // Where the server offers it, it is taken; `required` fails where it does not.
    requireTLS: starttls === 'required',
    ignoreTLS: starttls === 'off',
    tls: { rejectUnauthorized: searchParams.get('verify') !== 'no' },
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
  };
}

const LOOK = { zh: '打开', en: 'Open' } as const;

function textOf({ lines, url, language }: Message): string {
  return [...lines, ...(url === null ? [] : ['', `${LOOK[language]}: ${url}`])].join('\n');
}

/** Plain paragraphs; every value is text. */
function htmlOf({ subject, lines, url, language }: Message): string {
  const link = url === null ? '' : `<p><a href="${escaped(url)}">${LOOK[language]}</a></p>`;
  const all = lines.map((line) => `<p style="margin:4px 0">${escaped(line)}</p>`).join('');
  return `<div style="font:15px/1.6 sans-serif"><p><strong>${escaped(subject)}</strong></p>${all}${link}</div>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
