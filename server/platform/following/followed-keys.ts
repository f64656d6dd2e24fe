/**
 * What one socket follows of many things, by key: windows. Rights are asked when following, and again whenever they change
 * or end, or something changes hands. Who is told what, and what was missed, is the hub's.
 */
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';

export interface FollowedKeysOptions {
  /** Which of these may be seen now. */
  readonly maySee: (keys: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Tells the socket nothing more of these. */
  readonly unfollow: (keys: readonly string[]) => void;
  /** … and of none. */
  readonly leave: () => void;
  readonly isGone: () => boolean;
  /** As many as one page may follow. */
  readonly most: number;
  readonly log: Pick<Logger, 'warn'>;
  /** In words, for the log and who asks for too many: `windows`. */
  readonly what: string;
}

export class FollowedKeys {
  readonly #options: FollowedKeysOptions;
  readonly #following = new Set<string>();
  /** One after the other, as the page asked: an unfollow must not overtake the follow before it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: FollowedKeysOptions) {
    this.#options = options;
  }

  /** `begin`: has the hub tell of those that may be seen, and answers what they are now. */
  follow<T>(
    keys: readonly string[],
    begin: (seen: readonly string[]) => Promise<T>,
  ): Promise<{ readonly begun: T; readonly refused: string[] }> {
    const { maySee, leave, isGone, most, what } = this.#options;
    return this.#inTurn(async () => {
      const asked = [...new Set(keys)];
      const seen = await maySee(asked);
      if (new Set([...this.#following, ...seen]).size > most)
        throw new AppError(422, `too_many_${what}`, `One page follows ${most} ${what} at most.`);
      for (const key of seen) this.#following.add(key);
      const begun = await begin(asked.filter((key) => seen.has(key)));
      // It may have gone while the database was read.
      if (isGone()) leave();
      return { begun, refused: asked.filter((key) => !seen.has(key)) };
    });
  }

  unfollow(keys: readonly string[]): Promise<null> {
    return this.#inTurn(() => {
      for (const key of keys) this.#following.delete(key);
      this.#options.unfollow(keys);
      return null;
    });
  }

  /** Which of these it still follows and may still be told of; the others it does not follow any more. */
  async still(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const seen = await this.#options.maySee(keys);
    for (const key of keys) if (!seen.has(key)) this.#following.delete(key);
    return new Set([...seen].filter((key) => this.#following.has(key) && !this.#options.isGone()));
  }

  /** What the person may do is not what it was. */
  recheck(): void {
    const { unfollow, leave, log, what } = this.#options;
    this.#inTurn(async () => {
      const asked = [...this.#following];
      if (asked.length === 0) return;
      const seen = await this.still(asked);
      unfollow(asked.filter((key) => !seen.has(key)));
    }).catch((error) => {
      // What cannot be looked at again is let go: nothing rather than something without a right to it.
      log.warn({ err: error }, `rights to ${what} that are followed could not be asked again`);
      this.#following.clear();
      leave();
    });
  }

  #inTurn<T>(run: () => Promise<T> | T): Promise<T> {
    const mine = this.#turn.then(run);
    // Its own asker is told of a failure; the next in turn goes on regardless.
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
