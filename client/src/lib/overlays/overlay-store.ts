/** Follows windows over the page's socket and keeps each one's log; survives reconnects without loss or doubles. */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import type { Asker } from '../connection.ts';
import { WindowLog } from './window-log.ts';

interface Followed {
  readonly log: WindowLog;
  readonly listeners: Set<() => void>;
  /** Older than the log, brought back for a picture that went back in time. */
  past: readonly WindowStatus[];
  /** A follow of this window is on its way; pushes meanwhile wait for its answer when they leave a gap. */
  asking: boolean;
  followed: boolean;
  refused: boolean;
}

const RETRY_MS = 2000;
const none: readonly WindowStatus[] = [];

export class OverlayStore {
  readonly #asker: Asker;
  readonly #windows = new Map<string, Followed>();
  readonly #detach: (() => void)[];
  /** Windows mounted in one turn are followed with one request. */
  #due = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: { asker: Asker }) {
    this.#asker = options.asker;
    this.#detach = [
      this.#asker.on('overlays:update', (status) => this.#onUpdate(status)),
      this.#asker.onConnect(() => {
        for (const [windowId, window] of this.#windows) {
          window.followed = false;
          window.asking = false;
          window.refused = false;
          this.#schedule(windowId, 0);
        }
      }),
    ];
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
    tell(window);
  }

  /** The server does not let this user see the window. */
  refused(windowId: string): boolean {
    return this.#windows.get(windowId)?.refused ?? false;
  }

  /** Follows a window while anyone listens to it. */
  follow(windowId: string, listener: () => void): () => void {
    let window = this.#windows.get(windowId);
    if (window === undefined) {
      window = {
        log: new WindowLog(),
        listeners: new Set(),
        past: none,
        asking: false,
        followed: false,
        refused: false,
      };
      this.#windows.set(windowId, window);
      this.#schedule(windowId, 0);
    }
    const held = window;
    held.listeners.add(listener);
    return () => {
      held.listeners.delete(listener);
      if (held.listeners.size === 0 && this.#windows.get(windowId) === held) this.#leave(windowId);
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const detach of this.#detach) detach();
    this.#windows.clear();
  }

  #leave(windowId: string): void {
    this.#windows.delete(windowId);
    this.#due.delete(windowId);
    if (this.#asker.connected)
      this.#asker.ask('overlays:unfollow', { windowIds: [windowId] }).catch(() => {
        // Not followed any more when the connection ends; and what is still pushed is ignored.
      });
  }

  #onUpdate(status: WindowStatus): void {
    const window = this.#windows.get(status.windowId);
    if (window === undefined) return;
    const taken = window.log.push(status);
    if (window.log.hasGap && !window.asking) this.#schedule(status.windowId, 0);
    if (taken.length > 0) tell(window);
  }

  #schedule(windowId: string, delayMs: number): void {
    this.#due.add(windowId);
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, delayMs);
  }

  async #ask(): Promise<void> {
    if (!this.#asker.connected) return;
    const due = [...this.#due].slice(0, 200);
    for (const windowId of due) this.#due.delete(windowId);
    const asked = due.flatMap((windowId) => {
      const window = this.#windows.get(windowId);
      return window === undefined || window.asking ? [] : [{ windowId, window }];
    });
    if (this.#due.size > 0) this.#schedule([...this.#due][0] ?? '', 0);
    if (asked.length === 0) return;
    for (const { window } of asked) window.asking = true;
    try {
      const answer = await this.#asker.ask('overlays:follow', {
        windows: asked.map(({ windowId, window }) => ({ windowId, after: window.log.last })),
      });
      for (const { windowId, window } of asked) {
        window.asking = false;
        window.followed = true;
        window.refused = answer.refused.includes(windowId);
        const replay = answer.windows.find((each) => each.windowId === windowId);
        if (replay !== undefined) window.log.followed(replay);
        if (replay !== undefined && window.log.statuses.length === 0)
          window.log.followed({ reset: false, updates: [neverReported(windowId)] });
        tell(window);
        if (window.log.hasGap) this.#schedule(windowId, RETRY_MS);
      }
    } catch {
      // Timed out or refused as a whole: ask again; a lost connection asks anew when it is back.
      for (const { windowId, window } of asked) {
        window.asking = false;
        this.#schedule(windowId, RETRY_MS);
      }
    }
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

function tell(window: Followed): void {
  for (const listener of window.listeners) listener();
}
