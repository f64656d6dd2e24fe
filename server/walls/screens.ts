/**
 * Who has which screens: browser windows with a name, each of one person's own sessions, driven by himself. Nothing of
 * it is kept: a screen that loads again says itself what it showed.
 */
import { randomUUID } from 'node:crypto';
import { MOST_SCREENS, type Screen, type ScreenContent } from '../contract/walls.ts';
import { AppError } from '../platform/errors.ts';

/** What a screen's page is reached by. */
export interface ScreenPage {
  show(content: ScreenContent): void;
  /** Another page took its name. */
  replaced(): void;
}
/** A page that wants to know which screens there are. */
export type ScreensFollower = (screens: Screen[]) => void;

interface Held {
  readonly screen: Screen;
  readonly page: ScreenPage;
}

export class ScreenBoard {
  readonly #now: () => number;
  /** By person, by name. */
  readonly #screens = new Map<string, Map<string, Held>>();
  readonly #followers = new Map<string, Set<ScreensFollower>>();

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  /** A page is one screen at a time. By the name of another one of the person's it takes that one's place. */
  join(userId: string, page: ScreenPage, name: string, content: ScreenContent): Screen {
    const mine = this.#screens.get(userId) ?? new Map<string, Held>();
    const before = mine.get(name);
    const own = [...mine.values()].find((held) => held.page === page);
    if (before === undefined && own === undefined && mine.size >= MOST_SCREENS)
      throw new AppError(422, 'too_many_screens', `One person has ${MOST_SCREENS} screens at most.`);
    if (own !== undefined) mine.delete(own.screen.name);
    const screen: Screen = {
      id: before?.screen.id ?? randomUUID(),
      ...{ name, content },
      joinedAt: new Date(this.#now()).toISOString(),
    };
    mine.set(name, { screen, page });
    this.#screens.set(userId, mine);
    if (before !== undefined && before.page !== page) before.page.replaced();
    this.#tell(userId);
    return screen;
  }

  leave(userId: string, page: ScreenPage): void {
    const mine = this.#screens.get(userId);
    const held = [...(mine?.values() ?? [])].find((each) => each.page === page);
    if (mine === undefined || held === undefined) return;
    mine.delete(held.screen.name);
    if (mine.size === 0) this.#screens.delete(userId);
    this.#tell(userId);
  }

  /** Of one's own only: another person's is not there. */
  show(userId: string, screenId: string, content: ScreenContent): void {
    const mine = this.#screens.get(userId);
    const held = [...(mine?.values() ?? [])].find(({ screen }) => screen.id === screenId);
    if (mine === undefined || held === undefined)
      throw new AppError(404, 'screen_missing', 'There is no such screen of yours; it may have been closed.');
    mine.set(held.screen.name, { ...held, screen: { ...held.screen, content } });
    held.page.show(content);
    this.#tell(userId);
  }

  of(userId: string): Screen[] {
    return [...(this.#screens.get(userId)?.values() ?? [])]
      .map(({ screen }) => screen)
      .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN', { numeric: true }));
  }

  follow(userId: string, follower: ScreensFollower): void {
    const followers = this.#followers.get(userId) ?? new Set();
    this.#followers.set(userId, followers.add(follower));
  }

  unfollow(userId: string, follower: ScreensFollower): void {
    const followers = this.#followers.get(userId);
    followers?.delete(follower);
    if (followers?.size === 0) this.#followers.delete(userId);
  }

  #tell(userId: string): void {
    const screens = this.of(userId);
    for (const follower of this.#followers.get(userId) ?? []) follower(screens);
  }
}
