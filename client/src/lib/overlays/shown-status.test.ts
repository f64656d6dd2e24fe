import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import type { ShownFrame, TileState } from '../../media/tile-state.ts';
import { BASE, statusOf, WINDOW } from '../testing/status.ts';
import { type PictureTime, ShownStatus } from './shown-status.ts';

class HandPicture implements PictureTime {
  state: TileState = {
    kind: 'starting',
    sinceMs: BASE,
    still: undefined,
    waitsFor: undefined,
    place: undefined,
  };
  readonly #frames = new Set<(frame: ShownFrame) => void>();
  readonly #changes = new Set<() => void>();
  latest = () => this.state;
  subscribe(listener: () => void) {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }
  onFrame(listener: (frame: ShownFrame) => void) {
    this.#frames.add(listener);
    return () => this.#frames.delete(listener);
  }
  /** Shows a frame captured at `atMs`. */
  frame(atMs: number) {
    const before = this.state.kind;
    this.state = { kind: 'live', protocol: 'webrtc', capturedAtMs: atMs, latencyMs: Date.now() - atMs };
    if (before !== 'live') for (const each of this.#changes) each();
    for (const each of this.#frames)
      each({ presentedAtMs: Date.now(), capturedAtMs: atMs, protocol: 'webrtc' });
  }
  freeze() {
    this.state = { kind: 'frozen', sinceMs: Date.now() };
    for (const each of this.#changes) each();
  }
}

let statuses: WindowStatus[];
let told: () => void;
let draws: number;
let picture: HandPicture;
let stop: () => void;

function show(withPicture = true): ShownStatus {
  const shown = new ShownStatus({
    store: {
      statuses: () => statuses,
      follow: (_windowId, listener) => {
        told = listener;
        return () => undefined;
      },
    },
    windowId: WINDOW,
    picture: withPicture ? picture : undefined,
    serverNow: () => Date.now(),
  });
  stop = shown.subscribe(() => {
    draws += 1;
  });
  return shown;
}

beforeEach(() => {
  vi.useFakeTimers({ now: BASE + 10_000 });
  statuses = [statusOf(1, BASE), statusOf(2, BASE + 5000)];
  draws = 0;
  picture = new HandPicture();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('the status beside a picture', () => {
  test('changes on the first frame that shows the new time, not before', () => {
    const shown = show();
    picture.frame(BASE + 9700);
    expect(shown.get()?.version).toBe(2);
    statuses = [...statuses, statusOf(3, BASE + 9900)];
    told();
    expect(shown.get()?.version).toBe(2);
    picture.frame(BASE + 9860);
    expect(shown.get()?.version).toBe(2);
    picture.frame(BASE + 9920);
    expect(shown.get()?.version).toBe(3);
    expect(draws).toBe(2);
  });

  test('frames alone draw nothing', () => {
    show();
    for (let at = 0; at < 100; at += 1) picture.frame(BASE + 9000 + at * 66);
    expect(draws).toBe(1);
  });

  test('is as of the server’s now without a picture, on time to the millisecond', async () => {
    const shown = show(false);
    statuses = [...statuses, statusOf(3, BASE + 10_400)];
    told();
    expect(shown.get()?.version).toBe(2);
    await vi.advanceTimersByTimeAsync(399);
    expect(shown.get()?.version).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.get()?.version).toBe(3);
  });

  test('goes over to now when the picture freezes', () => {
    const shown = show();
    picture.frame(BASE + 9700);
    statuses = [...statuses, statusOf(3, BASE + 9900)];
    told();
    expect(shown.get()?.version).toBe(2);
    picture.freeze();
    expect(shown.get()?.version).toBe(3);
  });

  test('before the oldest known status there is the oldest', () => {
    statuses = [statusOf(700, BASE + 60_000)];
    expect(show(false).get()?.version).toBe(700);
  });
});
