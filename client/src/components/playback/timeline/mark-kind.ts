/** What kind of thing a mark is, in a word: the step's own name, the card's level. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { leadKind } from '../../../../../server/contract/leads.ts';
import type { TimelineMark } from '../../../../../server/contract/playback.ts';

export function markWord(mark: TimelineMark, t: TFunction): string {
  if (mark.kind === 'card' && mark.level !== null) return t(`alerts.level.${mark.level}`);
  if (mark.kind === 'lead') {
    const kind = leadKind.safeParse(mark.what).data;
    if (kind !== undefined) return t(`leads.kind.${kind}`);
  }
  if (mark.kind === 'step') {
    if (mark.stage !== null) return t(`stage.${mark.stage}`);
    const key = `step.${mark.what}`;
    if (i18next.exists(key)) return t(key as 'playback.lane.step');
  }
  return t(`playback.lane.${mark.kind}`);
}
