/** What a package is of, and why it was made: under its row. */
import { useTranslation } from 'react-i18next';
import type { EvidencePackage } from '../../../../server/contract/evidence.ts';
import { Copyable } from '../../components/copyable.tsx';
import { RangeRows } from '../../components/evidence/range-rows.tsx';
import { useCameraNames } from '../../lib/camera-name.ts';

const choices = ['overlay', 'blurApplicants', 'sound', 'unmask', 'sm'] as const;

export function EvidenceDetail({ row }: { row: EvidencePackage }) {
  const { t } = useTranslation();
  const nameOf = useCameraNames(row.ranges.map(({ cameraId }) => cameraId));
  const chosen = choices.filter((choice) => row.options[choice]);
  return (
    <div className="mc-evidence-detail">
      <dl>
        <dt>{t('evidence.export.purpose')}</dt>
        <dd>{row.purpose}</dd>
        <dt>{t('evidence.export.choices')}</dt>
        <dd>
          {chosen.length === 0
            ? t('common.none')
            : chosen.map((choice) => t(`evidence.choice.${choice}.name`)).join(t('common.comma'))}
        </dd>
        {row.error !== null && (
          <>
            <dt>{t('evidence.why')}</dt>
            <dd>{row.error}</dd>
          </>
        )}
        {row.sha256 !== null && (
          <>
            <dt>SHA-256</dt>
            <dd className="mc-mono">
              <Copyable text={row.sha256} />
            </dd>
          </>
        )}
      </dl>
      <RangeRows rows={row.ranges.map((range) => ({ range, name: nameOf(range.cameraId) }))} />
    </div>
  );
}
