import { expect, test } from 'vitest';
import { drawDraft, unsavedWindows, type ZoneDrafts, type ZoneDraftsAction } from './zone-drafts.ts';

const none = { clerk: [], applicant: [] };
const stored = { clerk: [0.1, 0.2, 0.3].map((x) => ({ x, y: x * x })), applicant: [] };
const play = (...actions: ZoneDraftsAction[]) => actions.reduce<ZoneDrafts>(drawDraft, {});

test('a drawing waits while another window is looked at', () => {
  const drafts = play(
    { windowId: 'a', action: { type: 'open', zones: none } },
    { windowId: 'a', action: { type: 'add', at: { x: 0.5, y: 0.5 } } },
    { windowId: 'b', action: { type: 'open', zones: stored } },
    { windowId: 'a', action: { type: 'open', zones: none } },
  );
  expect(drafts.a?.zones.clerk).toEqual([{ x: 0.5, y: 0.5 }]);
  expect(drafts.b?.zones).toEqual(stored);
  expect(unsavedWindows(drafts)).toEqual(['a']);
});

test('what was saved is no draft, and opens as it is stored now', () => {
  const drafts = play(
    { windowId: 'a', action: { type: 'rectangle' } },
    { windowId: 'a', action: { type: 'saved' } },
    { windowId: 'a', action: { type: 'open', zones: stored } },
  );
  expect(unsavedWindows(drafts)).toEqual([]);
  expect(drafts.a?.zones).toEqual(stored);
});
