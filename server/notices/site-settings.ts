/** Which ways the site has, what it allows, and where its webhook is. */
import type { z } from 'zod';
import type { NoticePolicy, NoticeSettings, setWebhook } from '../contract/notices.ts';
import { afterCommit, isInUnitOfWork } from '../platform/db/unit-of-work.ts';
import { invalid } from '../platform/errors.ts';
import type { Sealer } from '../platform/sealer.ts';
import { type MailServer, mailServerName } from './mail-sender.ts';
import type { SiteSettingsStore } from './site-settings.store.ts';
import type { SiteWays } from './ways.ts';
import type { Webhook } from './webhook-sender.ts';

export interface SiteSettingsOptions {
  readonly store: SiteSettingsStore;
  readonly sealer: Sealer;
  /** Undefined: none is set. */
  readonly mail: MailServer | undefined;
  readonly now: () => number;
}

/** Set on another node, it is seen by then. */
const BELIEVED_MS = 5000;

export class SiteSettings {
  readonly #options: SiteSettingsOptions;
  #kept: { readonly ways: Promise<SiteWays>; readonly untilMs: number } | undefined;

  constructor(options: SiteSettingsOptions) {
    this.#options = options;
  }

  /** Asked for everything that is told, so kept a little. */
  ways(): Promise<SiteWays> {
    const { now } = this.#options;
    if (this.#kept && now() < this.#kept.untilMs) return this.#kept.ways;
    const ways = this.#ways();
    // What is read within a unit of work may be undone with it.
    if (isInUnitOfWork()) return ways;
    this.#kept = { ways, untilMs: now() + BELIEVED_MS };
    ways.catch(() => {
      this.#kept = undefined;
    });
    return ways;
  }

  async webhook(): Promise<Webhook | undefined> {
    const row = await this.#options.store.webhook();
    if (!row?.enabled) return undefined;
    return { url: row.url, secret: this.#options.sealer.open(row.secretSealed) };
  }

  async read(): Promise<NoticeSettings> {
    const { store, mail } = this.#options;
    const row = await store.webhook();
    return {
      mail: mail ? { server: mailServerName(mail.url), from: mail.from } : null,
      webhook: row
        ? {
            url: row.url,
            enabled: row.enabled,
            updatedAt: row.updatedAt.toISOString(),
            updatedBy: row.updatedBy,
          }
        : null,
      policy: await store.policy(),
    };
  }

  async setWebhook(asked: z.output<typeof setWebhook>, by: string): Promise<NoticeSettings> {
    const { store, sealer, now } = this.#options;
    const before = await store.webhook();
    const secretSealed = asked.secret === undefined ? before?.secretSealed : sealer.seal(asked.secret);
    if (secretSealed === undefined)
      throw invalid([{ field: 'body.secret', message: 'is needed the first time: 16–200 characters' }]);
    // What signs for one address is not sent to another that its secret's owner does not know of.
    if (asked.secret === undefined && before?.url !== asked.url)
      throw invalid([{ field: 'body.secret', message: 'is needed with another address' }]);
    await store.setWebhook({
      ...{ url: asked.url, enabled: asked.enabled, secretSealed },
      ...{ updatedAt: new Date(now()), updatedBy: by },
    });
    this.#forget();
    return this.read();
  }

  async removeWebhook(): Promise<NoticeSettings> {
    await this.#options.store.removeWebhook();
    this.#forget();
    return this.read();
  }

  async setPolicy(policy: NoticePolicy): Promise<NoticeSettings> {
    await this.#options.store.setPolicy(policy);
    this.#forget();
    return this.read();
  }

  async #ways(): Promise<SiteWays> {
    const { store, mail } = this.#options;
    const [row, policy] = await Promise.all([store.webhook(), store.policy()]);
    return { email: mail !== undefined, webhook: row?.enabled ?? false, policy };
  }

  #forget(): void {
    afterCommit(() => {
      this.#kept = undefined;
    });
  }
}
