import { describe, expect, test } from 'vitest';
import { WebrtcPatience } from './webrtc-patience.ts';

let now = 0;
const create = () => new WebrtcPatience({ now: () => now, jitter: () => 0 });

describe('when WebRTC is tried again', () => {
  test('at once at first, then after 5, 15, 60 and 60 seconds', () => {
    const patience = create();
    expect(patience.mayTry()).toBe(true);
    for (const wait of [5000, 15_000, 60_000, 60_000]) {
      patience.failed('ice_failed', false);
      now += wait - 1;
      expect(patience.mayTry()).toBe(false);
      now += 1;
      expect(patience.mayTry()).toBe(true);
    }
    patience.worked();
    patience.failed('ice_failed', false);
    now += 5000;
    expect(patience.mayTry()).toBe(true);
    expect(patience.reason).toBe('ice_failed');
  });

  test('a renewed server is tried soon; what lies in the codec is not', () => {
    const patience = create();
    for (let round = 0; round < 5; round += 1) patience.failed('webrtc_unavailable', false);
    patience.renewed();
    now += 3000;
    expect(patience.mayTry()).toBe(true);
    patience.failed('codec_unsupported_by_webrtc', true);
    patience.renewed();
    now += 599_000;
    expect(patience.mayTry()).toBe(false);
  });
});
