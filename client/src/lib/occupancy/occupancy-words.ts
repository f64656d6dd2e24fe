/** What was seen of a window, in the user's words. */
import type { TFunction } from 'i18next';
import type { OccupancySpan } from '../../../../server/contract/occupancy.ts';

/** `有人在岗，正在办理`; of what cannot be told: why. */
export function occupancyWords(
  span: Pick<OccupancySpan, 'state' | 'cause' | 'applicant'>,
  t: TFunction,
): string {
  const word = t(`occupancy.state.${span.state}`);
  if (span.state === 'unknown')
    return span.cause === null ? word : `${word}：${t(`occupancy.cause.${span.cause}`)}`;
  if (span.state === 'vacant' && span.applicant === true) return `${word}，${t('occupancy.applicantWaits')}`;
  return word;
}
