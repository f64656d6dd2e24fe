/** Which of a camera's kept pictures are worth offering under its zones. */
import type { CameraPicture } from '../../../../server/contract/health.ts';
import { dateText } from '../../lib/time.ts';

export interface OfferedPictures {
  /** The newest one that zones were drawn on. */
  readonly drawnOn: CameraPicture | undefined;
  readonly today: CameraPicture | undefined;
  readonly yesterday: CameraPicture | undefined;
  /** Of other days, one each, the newest first. */
  readonly earlier: readonly CameraPicture[];
}

const DAY_MS = 86_400_000;

export function picturesToOffer(pictures: readonly CameraPicture[], nowMs: number): OfferedPictures {
  const newestFirst = [...pictures].sort((a, b) => b.at.localeCompare(a.at));
  const byDay = new Map<string, CameraPicture>();
  for (const each of newestFirst) {
    if (each.kind !== 'daily') continue;
    const day = dateText(each.at);
    if (!byDay.has(day)) byDay.set(day, each);
  }
  const [today, yesterday] = [dateText(nowMs), dateText(nowMs - DAY_MS)];
  return {
    drawnOn: newestFirst.find((each) => each.kind === 'reference'),
    today: byDay.get(today),
    yesterday: byDay.get(yesterday),
    earlier: [...byDay].flatMap(([day, each]) => (day === today || day === yesterday ? [] : [each])),
  };
}
