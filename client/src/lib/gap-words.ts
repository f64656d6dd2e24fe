/** Why there is no footage of a time, in the user's words. */
import i18next, { type TFunction } from 'i18next';
import type { GapCause } from '../../../server/contract/recordings.ts';

/** The code's own words where there are any; else whose fault it was. */
export function gapWords({ cause, code }: { cause: GapCause; code: string | null }, t: TFunction): string {
  const key = `footageGap.code.${code}`;
  return code !== null && i18next.exists(key)
    ? t(key as 'footageGap.code.disk_full')
    : t(`footageGap.cause.${cause}`);
}
