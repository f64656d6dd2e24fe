import { describe, expect, it } from 'vitest';
import type { Presence } from '../../streams/occupancy/types.ts';
import { PlaceTrack } from './place-track.ts';
import { type Span, WindowSpans } from './window-spans.ts';

const S = 1000;
const of: Readonly<Record<string, readonly [Presence, Presence]>> = {
  s: ['yes', 'yes'],
  p: ['yes', 'no'],
  v: ['no', 'no'],
  w: ['no', 'yes'],
  u: ['unknown', 'unknown'],
};

/** What each camera says, a letter a second. */
function joined(cameras: Readonly<Record<string, string>>): { spans: Span[]; window: WindowSpans } {
  const window = new WindowSpans({ windowId: 'w1', sinceMs: 0 });
  for (const cameraId of Object.keys(cameras))
    window.tracks.set(cameraId, new PlaceTrack({ cameraId, sinceMs: 0, cause: 'learning' }));
  const closed: Span[] = [];
  const seconds = Math.max(...Object.values(cameras).map((all) => all.length));
  for (let second = 0; second < seconds; second++) {
    for (const [cameraId, said] of Object.entries(cameras)) {
      const [clerk, applicant] = of[said[second] ?? ''] ?? [];
      if (clerk === undefined || applicant === undefined) continue;
      const cause = clerk === 'unknown' ? { cause: 'covered' as const } : {};
      window.tracks
        .get(cameraId)
        ?.read((second + 1) * S, { key: cameraId, clerk, applicant, activity: second, ...cause });
    }
    for (const track of window.tracks.values()) track.tick((second + 1) * S + 200);
    closed.push(...window.advance().closed);
  }
  return { spans: [...closed, ...(window.open ? [window.open] : [])], window };
}
const brief = (spans: readonly Span[]) =>
  spans.map(({ state, cause, fromMs, toMs }) => `${cause ?? state} ${fromMs / S}-${toMs / S}`);

describe('what is seen of a window', () => {
  it('by one camera: states of clerk and applicant together', () => {
    const { spans } = joined({ a: 'pppppsssssswwwwwwvvvvvv' });
    expect(brief(spans)).toEqual([
      ...['learning 0-1', 'present 1-6', 'serving 6-12', 'vacant 12-18', 'vacant 18-23'],
    ]);
    expect(spans.map(({ applicant }) => applicant)).toEqual([null, false, true, true, false]);
    expect(spans.at(-1)).toMatchObject({ open: true, cameraId: 'a', activity: 20 });
  });

  it('by two cameras: who sees somebody is right, and what one cannot tell the other may', () => {
    const { spans } = joined({ a: 'vvvvvvvvvvvvuuuuuuuuuuuu', b: 'vvvvvvppppppppppppuuuuuu' });
    expect(brief(spans)).toEqual(['learning 0-1', 'vacant 1-7', 'present 7-19', 'covered 19-24']);
    expect(spans.map(({ cameraId }) => cameraId)).toEqual(['a', 'a', 'b', 'a']);
  });

  it('is never vacant by a camera that fell silent', () => {
    const { spans } = joined({ a: `ppppppvv${' '.repeat(40)}` });
    expect(brief(spans)).toEqual(['learning 0-1', 'present 1-8', 'offline 8-48.2']);
  });

  it('goes on in another span when the camera that told it is gone, and none when nobody looks', () => {
    const { window } = joined({ a: 'pppppp', b: 'pppppp' });
    window.tracks.delete('a');
    window.tracks.get('b')?.read(8 * S, { key: 'b', clerk: 'yes', applicant: 'no', activity: 1 });
    const { closed, changed } = window.advance();
    expect([brief(closed), changed, window.open?.cameraId]).toEqual([['present 1-6'], true, 'b']);
    expect(window.close()).toMatchObject({ open: false, toMs: 8 * S });
    expect(window.open).toBeUndefined();
  });
});
