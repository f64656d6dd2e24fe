import { expect, it } from 'vitest';
import { axisOf, beginOf, percentAt, ticksOf } from './lead-span.ts';

const at = (text: string) => Date.parse(`2026-11-23T${text}Z`);
const lead = { from: '2026-11-23T01:10:00.000Z', to: '2026-11-23T01:20:00.000Z' };

it('gives room on both sides, in proportion and bounded', () => {
  expect(axisOf(lead)).toEqual({ fromMs: at('01:04:00'), toMs: at('01:26:00') });
  const short = axisOf({ from: lead.from, to: lead.from });
  expect(short.toMs - short.fromMs).toBe(180_000);
});

it('says where an instant lies, and never beyond the ends', () => {
  const span = axisOf(lead);
  expect(percentAt(span, at('01:15:00'))).toBe(50);
  expect(percentAt(span, at('00:00:00'))).toBe(0);
});

it('writes round times, a few', () => {
  const ticks = ticksOf(axisOf(lead));
  expect(ticks.length).toBeGreaterThan(3);
  expect(ticks.length).toBeLessThan(10);
  expect(ticks.every((one) => one % 60_000 === 0)).toBe(true);
});

it('begins to play shortly before, where there is a picture', () => {
  const clip = {
    cameraId: 'a',
    cameraName: 'A',
    to: lead.to,
    percent: 100,
    gap: null,
    clerkZone: null,
    applicantZone: null,
  };
  expect(beginOf({ from: lead.from, clips: [{ ...clip, from: '2026-11-23T01:09:00.000Z' }] })).toBe(
    at('01:09:55'),
  );
  expect(beginOf({ from: lead.from, clips: [{ ...clip, from: '2026-11-23T01:09:58.000Z' }] })).toBe(
    at('01:09:58'),
  );
  expect(beginOf({ from: lead.from, clips: [] })).toBe(at('01:09:55'));
});
