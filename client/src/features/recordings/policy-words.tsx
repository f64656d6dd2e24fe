/** A policy in one line, and where it was said. */
import { useTranslation } from 'react-i18next';
import type { CameraRecording, RecordingPolicy } from '../../../../server/contract/recordings.ts';

interface PolicyWordsProps {
  readonly policy: RecordingPolicy;
  readonly from: CameraRecording['policyFrom'];
}

export function PolicyWords({ policy, from }: PolicyWordsProps) {
  const { t } = useTranslation();
  const { mode, profiles, days, sound } = policy;
  const [only = 'main'] = profiles;
  const parts = [
    t(`recordings.policy.${mode}`),
    ...(mode === 'off' ? [] : [t(`recordings.policy.${profiles.length > 1 ? 'both' : only}`)]),
    t('recordings.policy.days', { n: days }),
    ...(mode === 'off' ? [] : [t(`recordings.policy.${sound ? 'sound' : 'silent'}`)]),
  ];
  return (
    <>
      <span>{parts.join(' · ')}</span>
      <div className="mc-muted">{t(`recordings.policy.from.${from}`)}</div>
    </>
  );
}
