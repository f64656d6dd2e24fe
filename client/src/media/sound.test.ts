import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../lib/api.ts';
import type { FeedEnd } from './feed.ts';
import { Sound } from './sound.ts';
import { SoundDesk } from './sound-desk.ts';
import type { Protocol, TileState } from './tile-state.ts';

/** A picture whose state the test sets. */
class HandPicture {
  state: TileState = {
    kind: 'starting',
    sinceMs: 0,
    still: undefined,
    waitsFor: undefined,
    place: undefined,
  };
  readonly #listeners = new Set<() => void>();
  latest = () => this.state;
  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  live(protocol: Protocol) {
    this.state = { kind: 'live', protocol, capturedAtMs: undefined, latencyMs: undefined };
    for (const each of this.#listeners) each();
  }
}

let opened: { closed: boolean; ended: (end: FeedEnd) => void }[];
let refuse: string | undefined;
let video: { muted: boolean; webkitAudioDecodedByteCount: number };
const desk = new SoundDesk();

function make(picture = new HandPicture()) {
  const sound = new Sound({
    cameraId: 'a',
    profile: 'main',
    picture,
    desk,
    video: () => video as unknown as HTMLVideoElement,
    createAudio: () => ({ play: async () => undefined, pause: () => undefined }) as HTMLAudioElement,
    session: {
      open: async (_request, ended) => {
        if (refuse !== undefined) throw new ApiError({ status: 403, code: refuse, message: '' });
        const feed = { closed: false, ended };
        opened.push(feed);
        return {
          track: {} as MediaStreamTrack,
          close: () => {
            feed.closed = true;
          },
        };
      },
    },
  });
  return { sound, picture };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', class {});
  opened = [];
  refuse = undefined;
  video = { muted: true, webkitAudioDecodedByteCount: 1 };
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the sound of a picture', () => {
  test('is off until asked for, waits for a live picture, and comes over WebRTC as that does', async () => {
    const { sound, picture } = make();
    expect(sound.state.kind).toBe('off');
    sound.toggle();
    await vi.advanceTimersByTimeAsync(0);
    expect(sound.state.kind).toBe('asking');
    picture.live('webrtc');
    await vi.advanceTimersByTimeAsync(0);
    expect(sound.state.kind).toBe('on');
    sound.toggle();
    expect(sound.state.kind).toBe('off');
    expect(opened[0]?.closed).toBe(true);
  });

  test('over HLS the video is unmuted, and muted again', () => {
    const { sound, picture } = make();
    picture.live('ll-hls');
    sound.on();
    expect(video.muted).toBe(false);
    sound.off();
    expect(video.muted).toBe(true);
  });

  test('an HLS picture that never brought a sound has none', async () => {
    video.webkitAudioDecodedByteCount = 0;
    const { sound, picture } = make();
    picture.live('hls');
    sound.on();
    await vi.advanceTimersByTimeAsync(3100);
    expect(sound.state).toEqual({ kind: 'refused', code: 'no_sound' });
    expect(video.muted).toBe(true);
  });

  test('goes with the picture from one way to the other', async () => {
    const { sound, picture } = make();
    picture.live('webrtc');
    sound.on();
    await vi.advanceTimersByTimeAsync(0);
    picture.live('ll-hls');
    expect(opened[0]?.closed).toBe(true);
    expect(video.muted).toBe(false);
    picture.live('webrtc');
    await vi.advanceTimersByTimeAsync(0);
    expect(video.muted).toBe(true);
    expect(opened).toHaveLength(2);
  });

  test('says why not, and may be asked again', async () => {
    const { sound, picture } = make();
    picture.live('webrtc');
    refuse = 'forbidden';
    sound.on();
    await vi.advanceTimersByTimeAsync(0);
    expect(sound.state).toEqual({ kind: 'refused', code: 'forbidden' });
    refuse = undefined;
    sound.toggle();
    await vi.advanceTimersByTimeAsync(0);
    expect(sound.state.kind).toBe('on');
  });

  test('comes back by itself after a new transport; ends where the right to it ended', async () => {
    const { sound, picture } = make();
    picture.live('webrtc');
    sound.on();
    await vi.advanceTimersByTimeAsync(0);
    opened[0]?.ended({ code: 'live_replaced', message: '' });
    expect(sound.state.kind).toBe('asking');
    await vi.advanceTimersByTimeAsync(2000);
    expect(sound.state.kind).toBe('on');
    opened[1]?.ended({ code: 'forbidden', message: '' });
    expect(sound.state).toEqual({ kind: 'refused', code: 'forbidden' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(opened).toHaveLength(2);
  });

  test('only one sounds at a time', async () => {
    const one = make();
    const other = make();
    one.picture.live('webrtc');
    other.picture.live('webrtc');
    one.sound.on();
    await vi.advanceTimersByTimeAsync(0);
    other.sound.on();
    await vi.advanceTimersByTimeAsync(0);
    expect([one.sound.state.kind, other.sound.state.kind]).toEqual(['off', 'on']);
  });

  test('what was asked for and is not wanted any more is let go when it comes', async () => {
    const { sound, picture } = make();
    picture.live('webrtc');
    sound.on();
    sound.off();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened[0]?.closed).toBe(true);
    expect(sound.state.kind).toBe('off');
  });
});
