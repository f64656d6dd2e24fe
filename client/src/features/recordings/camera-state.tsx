/** Whether a camera is recorded now; where not, why in words, and since when. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CameraRecording } from '../../../../server/contract/recordings.ts';
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

/** The code's own words where there are any; else whose fault it is. */
function whyWords({ state, cause, code }: CameraRecording, t: TFunction): string | undefined {
  if (state !== 'fault' && state !== 'waiting') return undefined;
  if (code === 'disk_full' || code === 'disk_failed' || code === 'no_disk')
    return t(`recordings.diskCode.${code}`);
  const ofStream =
    code === null ? '' : t(`fault.${code}` as 'fault.camera_unreachable', { defaultValue: '' });
  if (ofStream !== '') return ofStream;
  return cause === null ? undefined : t(`recordings.cause.${cause}`);
}
