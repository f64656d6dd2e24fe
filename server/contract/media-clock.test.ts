import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RtpClock } from '../../streams/outputs/webrtc/rtp-clock.ts';
import { captureTimeFromRtp } from './media-clock.ts';

const hours = 3_600_000;

test('the capture time comes back from the RTP timestamp, whatever the clock skew within six hours', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.6e12, max: 2.5e12, noNaN: true }),
      fc.double({ min: -6 * hours, max: 6 * hours, noNaN: true }),
      (capturedAtMs, skewMs) => {
        const rtp = new RtpClock().timestampFor(capturedAtMs);
        expect(rtp).toBeGreaterThanOrEqual(0);
        expect(rtp).toBeLessThan(2 ** 32);
        const back = captureTimeFromRtp(rtp, capturedAtMs + skewMs);
        expect(Math.abs(back - capturedAtMs)).toBeLessThan(0.02);
      },
    ),
  );
});

test('a frame just after the counter wrapped is not thought 13 hours old', () => {
  const wrapMs = 2 ** 32 / 90;
  const justAfter = Math.ceil(1.7e12 / wrapMs) * wrapMs + 5;
  const rtp = new RtpClock().timestampFor(justAfter);
  expect(rtp).toBeLessThan(1000);
  expect(captureTimeFromRtp(rtp, justAfter - 40)).toBeCloseTo(justAfter, 1);
});

test('timestamps strictly increase, also where the capture time stands still', () => {
  const clock = new RtpClock();
  const first = clock.timestampFor(1.7e12);
  expect(clock.timestampFor(1.7e12)).toBe(first + 1);
  expect(clock.timestampFor(1.7e12 - 3)).toBe(first + 2);
  expect(clock.timestampFor(1.7e12 + 40)).toBe(first + 3600);
});
