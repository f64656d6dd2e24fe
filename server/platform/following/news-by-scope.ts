/**
 * Tells those who follow what changed, to each what he may see at that moment: a burst of changes is one look at the
 * database for each scope, and counts follow about once a second, however much happens.
 */
import type { Logger } from '../log.ts';
import type { LiveSocket } from '../sockets.ts';
import type { Followers } from './followers.ts';

export interface NewsByScopeOptions<S> {
  readonly followers: Followers;
  readonly scopeOf: (actor: LiveSocket['data']['actor']) => Promise<S>;
  /** By id of what changed: whether it is news, as opposed to something that was known and is otherwise now. */
  readonly tell: (
    news: ReadonlyMap<string, boolean>,
    scope: S,
    sockets: readonly LiveSocket[],
  ) => Promise<void>;
  readonly count: (scope: S, sockets: readonly LiveSocket[]) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  /** For the log: `cards`. */
  readonly what: string;
}

export interface NewsByScope {
  add(changes: readonly { readonly id: string; readonly isNews: boolean }[]): void;
  close(): void;
}

/** What is gathered before it is told. */
const GATHER_MS = 20;
const COUNTS_EVERY_MS = 1000;

export function newsByScope<S>(options: NewsByScopeOptions<S>): NewsByScope {
  const { followers, scopeOf, log, what } = options;
  let gathered = new Map<string, boolean>();
  let telling: NodeJS.Timeout | undefined;
  let counting: NodeJS.Timeout | undefined;

  const unheard = (error: unknown) =>
    log.warn({ err: error }, `${what} could not be told to those who follow`);
  const tell = async (): Promise<void> => {
    telling = undefined;
    const news = gathered;
    gathered = new Map();
    for (const { scope, sockets } of await followers.byScope(scopeOf))
      await options.tell(news, scope, sockets);
  };
  const count = async (): Promise<void> => {
    counting = undefined;
    for (const { scope, sockets } of await followers.byScope(scopeOf)) await options.count(scope, sockets);
  };
  return {
    add: (changes) => {
      if (followers.size === 0) return;
      for (const { id, isNews } of changes) gathered.set(id, isNews || (gathered.get(id) ?? false));
      telling ??= setTimeout(() => void tell().catch(unheard), GATHER_MS);
      counting ??= setTimeout(() => void count().catch(unheard), COUNTS_EVERY_MS);
    },
    close: () => {
      clearTimeout(telling);
      clearTimeout(counting);
    },
  };
}
