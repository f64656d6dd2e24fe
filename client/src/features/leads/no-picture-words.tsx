/** Says in one line why a lead has no picture; the record takes the room. */
import { useTranslation } from 'react-i18next';
import { gapWords } from '../../lib/gap-words.ts';
import type { NoPicture } from './no-picture.ts';

const KEYS = {
  no_window: 'noWindow',
  no_camera: 'none',
  not_recorded: 'notRecorded',
  not_allowed: 'notAllowed',
} as const;

export function NoPictureWords({ why }: { readonly why: NoPicture }) {
  const { t } = useTranslation();
  const key = KEYS[why.kind];
  return (
    <div className="mc-lead-no-clip" role="status" data-testid="lead-no-picture" data-why={why.kind}>
      <strong>{t(`leads.clip.${key}`)}</strong>
      <span>
        {why.kind === 'not_recorded' &&
          why.cameras.map(({ cameraId, cameraName, gap }) => (
            <span key={cameraId}>
              {cameraName}
              {gap !== null && t('leads.clip.because', { cause: gapWords(gap, t) })}
            </span>
          ))}
        {t(`leads.clip.${key}Text`)}
      </span>
    </div>
  );
}
