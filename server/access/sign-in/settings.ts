/** The site's rules for signing in, kept at hand: every session's every look asks for them. */
import { z } from 'zod';
import { DEFAULT_SIGN_IN_SETTINGS, type SignInSettings } from '../../contract/account.ts';
import { type Bus, topic } from '../../platform/bus.ts';
import { afterCommit, isInUnitOfWork } from '../../platform/db/unit-of-work.ts';
import type { SettingsStore } from './settings.store.ts';

const settingsChanged = topic('access.sign-in-settings-changed', z.object({}));
/** Other nodes hear of a change; this is for a message that was lost. */
const BELIEVED_MS = 60_000;

export interface SettingsOptions {
  readonly store: SettingsStore;
  readonly bus: Bus;
  readonly now: () => number;
}

export class Settings {
  readonly #store: SettingsStore;
  readonly #bus: Bus;
  readonly #now: () => number;
  #known: { settings: Promise<SignInSettings>; untilMs: number } | undefined;

  constructor(options: SettingsOptions) {
    this.#store = options.store;
    this.#bus = options.bus;
    this.#now = options.now;
    this.#bus.subscribe(settingsChanged, () => {
      this.#known = undefined;
    });
  }

  current(): Promise<SignInSettings> {
    // What is read within a change may never come to be.
    if (isInUnitOfWork()) return this.#read();
    const nowMs = this.#now();
    // A clock that was put back makes nothing older than it is.
    if (this.#known && nowMs < this.#known.untilMs && nowMs > this.#known.untilMs - 2 * BELIEVED_MS)
      return this.#known.settings;
    const settings = this.#read();
    this.#known = { settings, untilMs: nowMs + BELIEVED_MS };
    // A failed look-up is not remembered.
    settings.catch(() => {
      this.#known = undefined;
    });
    return settings;
  }

  async change(settings: SignInSettings): Promise<void> {
    await this.#store.write(settings);
    afterCommit(() => this.#bus.publish(settingsChanged, {}));
  }

  async #read(): Promise<SignInSettings> {
    return { ...DEFAULT_SIGN_IN_SETTINGS, ...(await this.#store.read()) };
  }
}
