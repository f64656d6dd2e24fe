import { expect, test } from 'vitest';
import type { CameraPicture } from '../../../../server/contract/health.ts';
import { picturesToOffer } from './offered-pictures.ts';

const now = new Date(2026, 10, 23, 15).getTime();
const picture = (kind: CameraPicture['kind'], hoursAgo: number): CameraPicture => ({
  id: `${kind}-${hoursAgo}`,
  kind,
  at: new Date(now - hoursAgo * 3_600_000).toISOString(),
  width: 320,
  height: 180,
  reason: null,
});

test('offers the picture the zones were drawn on, today’s, yesterday’s, and one of each day before', () => {
  const offered = picturesToOffer(
    [
      picture('newest', 0),
      picture('daily', 5),
      picture('daily', 29),
      picture('daily', 53),
      picture('daily', 54),
      picture('reference', 500),
      picture('reference', 100),
      picture('evidence', 30),
    ],
    now,
  );
  expect(offered.drawnOn?.id).toBe('reference-100');
  expect(offered.today?.id).toBe('daily-5');
  expect(offered.yesterday?.id).toBe('daily-29');
  expect(offered.earlier.map((each) => each.id)).toEqual(['daily-53']);
});

test('offers nothing where nothing is kept', () => {
  const offered = picturesToOffer([picture('newest', 0)], now);
  expect(offered).toEqual({ drawnOn: undefined, today: undefined, yesterday: undefined, earlier: [] });
});
