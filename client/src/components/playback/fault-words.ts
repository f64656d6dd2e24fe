/** Why a camera's footage does not come, in words. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';

export function faultWords(code: string, message: string, t: TFunction): string {
  const own = `playback.fault.${code}`;
  if (i18next.exists(own)) return t(own as 'playback.fault.decode');
  const key = `problem.${code}`;
  if (i18next.exists(key)) return t(key as 'problem.network');
  return t('problem.other', { message, code });
}
