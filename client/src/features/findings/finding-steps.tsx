/** What was done about a finding. */
import { useTranslation } from 'react-i18next';
import type { FindingStep } from '../../../../server/contract/findings.ts';
import { LifeSteps } from '../../components/life-steps.tsx';
import { minuteText } from '../../lib/time.ts';

const RECIPIENTS = ['sectionHead', 'leader', 'supervisor'] as const;

export function FindingSteps({ findingId, steps }: { findingId: string; steps: readonly FindingStep[] }) {
  const { t } = useTranslation();
  return (
    <LifeSteps
      steps={steps}
      word={({ action }) => t(`findings.step.${action}`)}
      filesPath={`/api/v1/findings/${findingId}/files`}
      detail={(step) => (
        <>
          <Detail step={step} />
          {step.reason !== null && step.action !== 'escalate' && <p>{step.reason}</p>}
        </>
      )}
    />
  );
}

/** By when it is to be answered, and who was told that it was not. */
function Detail({ step: { action, detail } }: { step: FindingStep }) {
  const { t } = useTranslation();
  const { until, to, names } = detail;
  const role = RECIPIENTS.find((one) => one === to);
  const words = [
    action !== 'escalate' && typeof until === 'string'
      ? t('findings.step.until', { at: minuteText(until) })
      : undefined,
    role && t(`rules.to.${role}`),
    Array.isArray(names) && names.length > 0 ? names.join(t('common.comma')) : undefined,
  ].filter((each) => each !== undefined);
  return words.length === 0 ? null : <p className="mc-muted">{words.join(' · ')}</p>;
}
