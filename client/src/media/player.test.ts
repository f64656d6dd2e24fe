import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StreamStatusWire } from '../../../server/contract/cameras.ts';
import { FakeAsker } from '../lib/testing/fake-asker.ts';
import type { Driver, DriverListener } from './driver.ts';
import { Player } from './player.ts';
import type { Protocol } from './tile-state.ts';

/** A driver whose frames and faults the test gives. */
class HandDriver implements Driver {
  readonly protocol: Protocol;
  readonly listener: DriverListener;
  started = false;
  shown = false;
  closed = false;
  recovered = 0;

  constructor(protocol: Protocol, listener: DriverListener) {
    this.protocol = protocol;
    this.listener = listener;
  }

  start() {
    this.started = true;
  }
  show() {
    this.shown = true;
  }
  recover() {
    this.recovered += 1;
  }
  close() {
    this.closed = true;
  }
}

const START = 1_764_000_000_000;
const status = (change: Partial<StreamStatusWire> = {}): StreamStatusWire => ({
  cameraId: 'a',
  profile: 'sub',
  state: 'live',
  since: new Date(START).toISOString(),
  offlineSince: null,
  fault: null,
  codec: null,
  width: null,
  height: null,
  fps: null,
  bitrateKbps: null,
  source: null,
  transcode: null,
  clock: null,
  ...change,
});

let asker: FakeAsker;
let made: HandDriver[];
let player: Player;
let still: ((capturedAtMs: number | undefined) => void) | undefined;

function create(options: { webrtc?: boolean } = {}) {
  const factory = (protocol: Protocol) => (listener: DriverListener) => {
    const driver = new HandDriver(protocol, listener);
    made.push(driver);
    return driver;
  };
  player = new Player({
    cameraId: 'a',
    profile: 'sub',
    asker,
    webrtc: options.webrtc === false ? undefined : factory('webrtc'),
    hls: factory('ll-hls'),
    keyframes: factory('keyframes'),
    first: (onStill) => ({
      start: () => {
        still = onStill;
      },
      close: () => {
        still = undefined;
      },
    }),
    now: () => Date.now(),
    serverNow: () => Date.now(),
  });
  player.start();
}

const driver = (index: number): HandDriver => {
  const found = made[index];
  if (found === undefined) throw new Error(`only ${made.length} drivers were made`);
  return found;
};
/** Frames every 100 ms for so long. */
async function frames(of: HandDriver, forMs: number) {
  for (let spent = 0; spent < forMs; spent += 100) {
    of.listener.onFrame(Date.now() - 150);
    await vi.advanceTimersByTimeAsync(100);
  }
}

/** LL-HLS plays on until WebRTC is tried again. */
async function untilRetried() {
  for (let round = 0; made.length < 3 && round < 1000; round += 1) await frames(driver(1), 100);
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  asker = new FakeAsker();
  asker.answer('live:follow', () => status());
  asker.answer('live:unfollow', () => null);
  made = [];
});
afterEach(() => {
  player.close();
  vi.useRealTimers();
});

describe('which way the pictures come', () => {
  test('WebRTC first, live with its first frame', async () => {
    create();
    await vi.advanceTimersByTimeAsync(0);
    expect(made.map((each) => each.protocol)).toEqual(['webrtc']);
    expect(player.state.kind).toBe('starting');
    driver(0).listener.onFrame(Date.now() - 120);
    expect(driver(0).shown).toBe(true);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'webrtc', latencyMs: 120 });
  });

  test('LL-HLS at once when WebRTC is switched off', async () => {
    create({ webrtc: false });
    await frames(driver(0), 90_000);
    expect(made.map((each) => each.protocol)).toEqual(['ll-hls']);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'll-hls' });
  });

  test('falls back when the codec cannot go over WebRTC, and does not try again for minutes', async () => {
    create();
    driver(0).listener.onFault({
      code: 'codec_unsupported_by_webrtc',
      message: '',
      fatal: true,
      lasting: true,
    });
    expect(driver(0).closed).toBe(true);
    expect(player.fallbackReason).toBe('codec_unsupported_by_webrtc');
    await frames(driver(1), 300_000);
    expect(made).toHaveLength(2);
  });

  test('falls back when no frame comes within 5 s of a live stream', async () => {
    create();
    await vi.advanceTimersByTimeAsync(4900);
    expect(made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(600);
    expect(made.map((each) => each.protocol)).toEqual(['webrtc', 'll-hls']);
    expect(player.fallbackReason).toBe('no_frame');
  });

  test('does not blame WebRTC while the stream itself has nothing to show', async () => {
    asker.answer('live:follow', () => status({ state: 'connecting' }));
    create();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(made).toHaveLength(1);
    asker.push('live:status', status());
    await vi.advanceTimersByTimeAsync(5500);
    expect(made.at(-1)?.protocol).toBe('ll-hls');
  });

  test('tries WebRTC again later beside the picture, which stays until the new one has a frame', async () => {
    create();
    driver(0).listener.onFault({ code: 'ice_failed', message: '', fatal: true });
    await untilRetried();
    expect(made.map((each) => each.protocol)).toEqual(['webrtc', 'll-hls', 'webrtc']);
    expect(driver(1).closed).toBe(false);
    driver(2).listener.onFrame(Date.now());
    expect(driver(1).closed).toBe(true);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'webrtc' });
    expect(player.fallbackReason).toBeUndefined();
  });

  test('a new media worker is tried soon, unless the codec was the reason', async () => {
    create();
    driver(0).listener.onFault({ code: 'webrtc_unavailable', message: '', fatal: true });
    await frames(driver(1), 1000);
    expect(made).toHaveLength(2);
    asker.push('live:replaced');
    await frames(driver(1), 4000);
    expect(made.at(-1)?.protocol).toBe('webrtc');
    driver(2).listener.onFault({
      code: 'codec_unsupported_by_webrtc',
      message: '',
      fatal: true,
      lasting: true,
    });
    asker.push('live:replaced');
    await frames(driver(1), 10_000);
    expect(made).toHaveLength(3);
  });

  test('a second try that fails leaves the picture alone', async () => {
    create();
    driver(0).listener.onFault({ code: 'ice_failed', message: '', fatal: true });
    await untilRetried();
    driver(2).listener.onFault({ code: 'ice_failed', message: '', fatal: true });
    await frames(driver(1), 1000);
    expect(made).toHaveLength(3);
    expect(driver(1).closed).toBe(false);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'll-hls' });
  });

  test('a feed that worked and ended is asked for again over WebRTC before any fallback', async () => {
    create();
    await frames(driver(0), 2000);
    driver(0).listener.onFault({ code: 'live_replaced', message: '', fatal: true });
    expect(made.map((each) => each.protocol)).toEqual(['webrtc', 'webrtc']);
    await frames(driver(1), 500);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'webrtc' });
  });
});

describe('before the first frame', () => {
  test('a still is told with its time, and goes with the first frame', () => {
    create();
    still?.(Date.now() - 80);
    expect(player.state).toMatchObject({
      kind: 'starting',
      still: { capturedAtMs: START - 80, stale: false },
    });
    driver(0).listener.onFrame(Date.now() - 100);
    expect(player.state.kind).toBe('live');
    expect(still).toBeUndefined();
  });

  test('frames older than the still wait behind it until they have caught up', async () => {
    create();
    still?.(Date.now() - 80);
    for (let behindMs = 3800; behindMs > 300; behindMs -= 500) {
      driver(0).listener.onFrame(Date.now() - behindMs);
      expect(driver(0).shown).toBe(false);
      await vi.advanceTimersByTimeAsync(20);
    }
    driver(0).listener.onFrame(Date.now() - 120);
    expect(driver(0).shown).toBe(true);
  });

  test('without a still, too, the GOP a joiner is sent first is no live picture', async () => {
    create();
    for (let behindMs = 3900; behindMs > 900; behindMs -= 500) {
      driver(0).listener.onFrame(Date.now() - behindMs);
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(player.state.kind).toBe('starting');
    driver(0).listener.onFrame(Date.now() - 200);
    expect(player.state.kind).toBe('live');
  });

  test('but not for ever: a stream that stays behind is shown all the same', async () => {
    create();
    still?.(Date.now());
    for (let spent = 0; spent < 2200; spent += 100) {
      driver(0).listener.onFrame(Date.now() - 4000);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(driver(0).shown).toBe(true);
  });

  test('a still that stays is called old after 3 s', async () => {
    create();
    still?.(Date.now());
    await vi.advanceTimersByTimeAsync(3500);
    expect(player.state).toMatchObject({ kind: 'starting', still: { stale: true } });
  });

  test('a player that is held goes on until it is released', async () => {
    create();
    await frames(driver(0), 200);
    const release = player.hold();
    player.stop();
    expect(driver(0).closed).toBe(false);
    release();
    expect(driver(0).closed).toBe(true);
    player.start();
    const again = player.hold();
    player.stop();
    player.start();
    again();
    expect(driver(1).closed).toBe(false);
  });
});

describe('where the line to a hall is full', () => {
  test('it says so, tries no other way, and asks again every few seconds', async () => {
    create();
    driver(0).listener.onFault({ code: 'line_full', message: '', fatal: true });
    expect(driver(0).closed).toBe(true);
    expect(player.state).toMatchObject({ kind: 'starting', waitsFor: 'line_full' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(made.map((each) => each.protocol)).toEqual(['webrtc', 'webrtc']);
    driver(1).listener.onFrame(Date.now() - 100);
    expect(player.state.kind).toBe('live');
  });

  test('a picture that had to give way begins again with what else there is', async () => {
    create();
    await frames(driver(0), 500);
    driver(0).listener.onFault({ code: 'line_full', message: '', fatal: true });
    still?.(Date.now() - 100);
    expect(player.state).toMatchObject({
      kind: 'starting',
      waitsFor: 'line_full',
      still: { stale: false },
    });
    expect(made).toHaveLength(1);
  });

  test('LL-HLS goes on asking by itself', () => {
    create({ webrtc: false });
    driver(0).listener.onFault({ code: 'line_full', message: '', fatal: false });
    expect(driver(0).closed).toBe(false);
    expect(player.state).toMatchObject({ kind: 'starting', waitsFor: 'line_full' });
  });
});

describe('what is said of the picture', () => {
  test('a server that ends is no fault of the camera', async () => {
    create();
    await frames(driver(0), 1000);
    asker.push(
      'live:status',
      status({
        state: 'backing-off',
        offlineSince: new Date(Date.now()).toISOString(),
        fault: { code: 'camera_ended', message: '' },
      }),
    );
    asker.disconnect();
    await vi.advanceTimersByTimeAsync(2500);
    expect(player.state.kind).toBe('cut');
    asker.connect();
    await frames(driver(0), 200);
    expect(player.state.kind).toBe('live');
  });

  test('frozen after 3 s without a frame, live again with the next', async () => {
    create();
    await frames(driver(0), 1000);
    await vi.advanceTimersByTimeAsync(3500);
    expect(player.state.kind).toBe('frozen');
    await frames(driver(0), 200);
    expect(player.state.kind).toBe('live');
  });

  test('a picture that stands while the stream is live is fetched anew', async () => {
    create();
    await frames(driver(0), 1000);
    await vi.advanceTimersByTimeAsync(7000);
    expect(made.map((each) => each.protocol)).toEqual(['webrtc', 'webrtc']);
    await vi.advanceTimersByTimeAsync(6000);
    expect(made.at(-1)?.protocol).toBe('ll-hls');
  });

  test('offline by the server’s word; the driver is woken when the stream is live again', async () => {
    create({ webrtc: false });
    await frames(driver(0), 1000);
    asker.push(
      'live:status',
      status({
        state: 'stalled',
        offlineSince: new Date(START).toISOString(),
        fault: { code: 'camera_stalled', message: '' },
      }),
    );
    await vi.advanceTimersByTimeAsync(2500);
    expect(player.state).toMatchObject({ kind: 'offline', code: 'camera_stalled', sinceMs: START });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(made).toHaveLength(1);
    asker.push('live:status', status());
    expect(driver(0).recovered).toBe(1);
    await frames(driver(0), 300);
    expect(player.state.kind).toBe('live');
  });

  test('another camera’s status is none of its business', async () => {
    create();
    await frames(driver(0), 500);
    asker.push('live:status', status({ cameraId: 'b', offlineSince: new Date(START).toISOString() }));
    await frames(driver(0), 500);
    expect(player.status?.cameraId).toBe('a');
  });

  test('listeners hear of changes, not of every frame', async () => {
    create();
    let heard = 0;
    player.subscribe(() => {
      heard += 1;
    });
    await frames(driver(0), 5000);
    expect(heard).toBe(1);
  });

  test('stop lets everything go and start begins anew', async () => {
    create();
    await frames(driver(0), 500);
    player.stop();
    expect(driver(0).closed).toBe(true);
    expect(asker.asked('live:unfollow')).toHaveLength(1);
    expect(player.state.kind).toBe('paused');
    player.start();
    expect(player.state.kind).toBe('starting');
    expect(made).toHaveLength(2);
  });
});

describe('keyframes, where the machine cannot play them all', () => {
  test('the moving picture stays until there is a keyframe, and comes back the same way', async () => {
    create();
    await frames(driver(0), 500);
    player.setSparse(true);
    expect([driver(1).protocol, driver(0).closed]).toEqual(['keyframes', false]);
    driver(1).listener.onFrame(Date.now() - 1800);
    expect(driver(0).closed).toBe(false);
    driver(1).listener.onFrame(Date.now() - 200, 2000);
    expect(driver(0).closed).toBe(true);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'keyframes', everyMs: 2000 });
    // Nothing else is tried meanwhile.
    for (let round = 0; round < 10; round += 1) {
      driver(1).listener.onFrame(Date.now() - 200, 2000);
      await vi.advanceTimersByTimeAsync(2000);
    }
    expect(made).toHaveLength(2);
    expect(player.state.kind).toBe('live');
    player.setSparse(false);
    expect(driver(1).closed).toBe(false);
    await frames(driver(2), 300);
    expect(driver(1).closed).toBe(true);
    expect(player.state).toMatchObject({ kind: 'live', protocol: 'webrtc' });
  });

  test('it may begin with them, and one that stays away is told', async () => {
    create();
    player.stop();
    player.setSparse(true);
    player.start();
    expect(driver(1).protocol).toBe('keyframes');
    driver(1).listener.onFrame(Date.now() - 1000);
    driver(1).listener.onFrame(Date.now(), 2000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(player.state.kind).toBe('live');
    await vi.advanceTimersByTimeAsync(2000);
    expect(player.state.kind).toBe('frozen');
  });

  test('a change of mind before the first keyframe costs nothing', async () => {
    create();
    await frames(driver(0), 500);
    player.setSparse(true);
    player.setSparse(false);
    expect([driver(0).closed, driver(1).closed]).toEqual([false, true]);
  });
});
