/** Whether a camera is recorded now; where not, why in words, and since when. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CameraRecording } from '../../../../server/contract/recordings.ts';
import { gapWords } from '../../lib/gap-words.ts';
import { agoText, minuteText } from '../../lib/time.ts';

export function CameraState({ row }: { row: CameraRecording }) {
  const { t } = useTranslation();
  const why = whyWords(row, t);
  return (
    <>
      <span className="mc-recording-state" data-state={row.state}>
        {t(`recordings.state.${row.state}`)}
      </span>{' '}
      {why !== undefined && <span>{why}</span>}
      <div className="mc-muted" title={agoText(row.since, Date.now(), t)}>
        {t('recordings.since', { at: minuteText(row.since) })}
      </div>
    </>
  );
}

function whyWords({ state, cause, code }: CameraRecording, t: TFunction): string | undefined {
  if (state === 'recording' && code === 'sound_no_encoder') return t('recordings.soundMissing');
  if (state !== 'fault' && state !== 'waiting') return undefined;
  return cause === null ? undefined : gapWords({ cause, code }, t);
}
