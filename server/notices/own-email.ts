/** One's own e-mail address: used once a code that was sent there was typed in. */
import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError, conflict, invalid, tooMany } from '../platform/errors.ts';
import type { Message } from './message.ts';
import type { PreferencesStore } from './preferences.store.ts';
import { NotDelivered, type Sender } from './sender.ts';

export interface OwnEmailOptions {
  readonly store: PreferencesStore;
  /** Undefined: no mail server is set. */
  readonly mail: Pick<Sender, 'send'> | undefined;
  readonly now: () => number;
}

const VALID_MS = 15 * 60_000;
const TRIES_MOST = 5;
/** Codes a person may have sent: nobody's mailbox is filled from here. */
const CODES_AN_HOUR = 5;

export class OwnEmail {
  readonly #options: OwnEmailOptions;
  readonly #codes = new RateLimiterMemory({ points: CODES_AN_HOUR, duration: 3600 });

  constructor(options: OwnEmailOptions) {
    this.#options = options;
  }

  /** Sends a code there; answers once the mail server has taken it. */
  async ask(userId: string, email: string): Promise<void> {
    const { store, mail, now } = this.#options;
    if (!mail) throw conflict('mail_not_set', 'This site has no mail server (MC_SMTP_URL).');
    await this.#codes.consume(userId).catch(() => {
      throw tooMany(`At most ${CODES_AN_HOUR} codes an hour.`);
    });
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const nowMs = now();
    await store.beginCheck(
      userId,
      { email, codeHash: hashed(userId, email, code), expiresMs: nowMs + VALID_MS },
      nowMs,
    );
    const { language } = await store.read(userId);
    try {
      await mail.send(codeMail(email, code, language));
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      await store.dropCheck(userId);
      throw new AppError(502, 'mail_not_sent', `The mail server answered: ${error.message}`, {
        cause: error,
      });
    }
  }

  async confirm(userId: string, code: string): Promise<string> {
    const { store, now } = this.#options;
    const tries = await store.tried(userId);
    const check = await store.check(userId);
    if (!check || tries === undefined || check.expiresMs <= now() || tries > TRIES_MOST)
      throw conflict('no_email_check', 'There is no code to confirm, or no longer: ask for another.');
    if (!timingSafeEqual(check.codeHash, hashed(userId, check.email, code)))
      throw invalid([{ field: 'body.code', message: 'is not the code that was sent' }]);
    await store.setEmail(userId, check.email);
    return check.email;
  }

  async unconfirmed(userId: string): Promise<string | null> {
    const check = await this.#options.store.check(userId);
    return check && check.expiresMs > this.#options.now() && check.tries < TRIES_MOST ? check.email : null;
  }
}

const hashed = (userId: string, email: string, code: string): Buffer =>
  createHash('sha256').update(`${userId} ${email} ${code}`).digest();

function codeMail(address: string, code: string, language: 'zh' | 'en'): Message {
  const minutes = VALID_MS / 60_000;
  const words =
    language === 'zh'
      ? {
          subject: `明窗：邮箱验证码 ${code}`,
          line: `验证码 ${code}，${minutes} 分钟内有效。若非本人操作，请忽略此邮件。`,
        }
      : {
          subject: `Mingchuang: code ${code}`,
          line: `Your code is ${code}, valid for ${minutes} minutes. If you did not ask for it, ignore this mail.`,
        };
  return {
    ...{ id: randomUUID(), to: { name: address, address }, language, kind: 'code' as const, urgent: true },
    ...{ subject: words.subject, lines: [words.line], url: null },
  };
}
