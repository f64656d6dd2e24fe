import { describe, expect, it } from 'vitest';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import { noPictureOf } from './no-picture.ts';

const clip = (percent: number | null): LeadDetail['clips'][number] => ({
  ...{ cameraId: 'c1', cameraName: '一号机', percent, clerkZone: null, applicantZone: null },
  ...{ from: '2026-11-23T01:00:00.000Z', to: '2026-11-23T01:10:00.000Z' },
  gap: percent === 100 || percent === null ? null : { cause: 'camera', code: 'camera_unreachable' },
});
const lead = (clips: LeadDetail['clips'], change: Partial<LeadDetail> = {}) => ({
  ...{ windowId: 'w1' as string | null, clips, someNotAllowed: false },
  ...change,
});
const BEFORE = Date.parse('2026-11-23T01:05:00.000Z');
const AFTER = Date.parse('2026-11-23T02:00:00.000Z');

describe('why there is no picture of a lead', () => {
  it('one of records alone is at no window; one at a window had no camera there', () => {
    expect(noPictureOf(lead([], { windowId: null }), AFTER)).toEqual({ kind: 'no_window' });
    expect(noPictureOf(lead([]), AFTER)).toEqual({ kind: 'no_camera' });
  });
  it('cameras that recorded nothing are named with the cause, once each', () => {
    expect(noPictureOf(lead([clip(0), clip(0)]), AFTER)).toMatchObject({
      kind: 'not_recorded',
      cameras: [{ cameraName: '一号机', gap: { cause: 'camera', code: 'camera_unreachable' } }],
    });
  });
  it('any footage is something to look at, and so are the last minutes of a live camera', () => {
    expect(noPictureOf(lead([clip(0), clip(0.1)]), AFTER)).toBeUndefined();
    expect(noPictureOf(lead([clip(null)]), BEFORE)).toBeUndefined();
    expect(noPictureOf(lead([clip(null)]), AFTER)).toEqual({ kind: 'not_allowed' });
  });
  it('what others may see is not called missing', () => {
    expect(noPictureOf(lead([], { someNotAllowed: true }), AFTER)).toEqual({ kind: 'not_allowed' });
    expect(noPictureOf(lead([clip(0)], { someNotAllowed: true }), AFTER)).toEqual({ kind: 'not_allowed' });
  });
});
