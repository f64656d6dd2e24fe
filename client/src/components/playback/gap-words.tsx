/** Why there is no picture at the playhead, and from when to when. */
import { useTranslation } from 'react-i18next';
import { gapWords } from '../../lib/gap-words.ts';
import { instantText } from '../../lib/time.ts';
import type { TrackState } from '../../media/playback/index.ts';

export function GapWords({ gap }: { gap: TrackState & { kind: 'gap' } }) {
  const { t } = useTranslation();
  const { fromMs, toMs, cause, code } = gap;
  return (
    <div className="mc-footage-word" data-gap="" role="status">
      <strong>{t('playback.noPicture')}</strong>
      {cause !== undefined && <span>{gapWords({ cause, code }, t)}</span>}
      {fromMs !== undefined && toMs !== undefined && (
        <span>{t('playback.gapFromTo', { from: instantText(fromMs), to: instantText(toMs) })}</span>
      )}
    </div>
  );
}
