/** Follows windows over the page's socket and keeps each one's log; survives reconnects without loss or doubles. */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import type { OverlaysFollowed } from '../../../../server/contract/sockets.ts';
import type { Asker } from '../connection.ts';
import { KeyedFollowing, RETRY_MS } from '../following/keyed-following.ts';
import { WindowLog } from './window-log.ts';

interface Known {
  readonly log: WindowLog;
  /** Older than the log, brought back for a picture that went back in time. */
  past: readonly WindowStatus[];
  refused: boolean;
}

const none: readonly WindowStatus[] = [];

export class OverlayStore {
  readonly #windows: KeyedFollowing<Known, OverlaysFollowed>;
  readonly #detach: () => void;

  constructor({ asker }: { asker: Asker }) {
    this.#windows = new KeyedFollowing({
      asker,
      create: (): Known => ({ log: new WindowLog(), past: none, refused: false }),
      ask: (wanted) =>
        asker.ask('overlays:follow', {
          windows: [...wanted].map(([windowId, { log }]) => ({ windowId, after: log.last })),
        }),
      take: (windowId, known, answer) => this.#take(windowId, known, answer),
      unfollow: (windowIds) => asker.ask('overlays:unfollow', { windowIds }),
    });
    this.#detach = asker.on('overlays:update', (status) => this.#onUpdate(status));
  }

  statuses(windowId: string): readonly WindowStatus[] {
    const window = this.#windows.get(windowId);
    if (window === undefined) return none;
    const { statuses } = window.log;
    if (window.past.length === 0) return statuses;
    const from = statuses[0]?.version ?? Number.POSITIVE_INFINITY;
    return [...window.past.filter(({ version }) => version < from), ...statuses];
  }

  /** Statuses from before those that are known of a followed window, for as long as it is followed. */
  recall(windowId: string, statuses: readonly WindowStatus[]): void {
    const window = this.#windows.get(windowId);
    if (window === undefined) return;
    window.past = [...statuses].sort((a, b) => a.version - b.version);
    this.#windows.tell(windowId);
  }

  /** The server does not let this user see the window. */
  refused(windowId: string): boolean {
    return this.#windows.get(windowId)?.refused ?? false;
  }

  /** Follows a window while anyone listens to it. */
  follow(windowId: string, listener: () => void): () => void {
    return this.#windows.follow(windowId, listener);
  }

  close(): void {
    this.#detach();
    this.#windows.close();
  }

  #onUpdate(status: WindowStatus): void {
    const { windowId } = status;
    const window = this.#windows.get(windowId);
    if (window === undefined) return;
    const taken = window.log.push(status);
    // What is missing may be in the answer that is on its way.
    if (window.log.hasGap && !this.#windows.isAsking(windowId)) this.#windows.askAgain(windowId);
    if (taken.length > 0) this.#windows.tell(windowId);
  }

  #take(windowId: string, window: Known, answer: OverlaysFollowed): void {
    window.refused = answer.refused.includes(windowId);
    const replay = answer.windows.find((each) => each.windowId === windowId);
    if (replay !== undefined) window.log.followed(replay);
    if (replay !== undefined && window.log.statuses.length === 0)
      window.log.followed({ reset: false, updates: [neverReported(windowId)] });
    if (window.log.hasGap) this.#windows.askAgain(windowId, RETRY_MS);
  }
}

/** What is shown of a window of which the server knows nothing. */
function neverReported(windowId: string): WindowStatus {
  const at = new Date(0).toISOString();
  return {
    windowId,
    version: 0,
    at,
    receivedAt: at,
    state: 'unknown',
    clerk: null,
    ticket: null,
    case: null,
  };
}
