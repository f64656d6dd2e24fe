/** What was done with a card. */
import { useTranslation } from 'react-i18next';
import type { AlertStep } from '../../../../server/contract/alerts.ts';
import { LifeSteps } from '../../components/life-steps.tsx';
import { minuteText } from '../../lib/time.ts';

export function AlertSteps({ alertId, steps }: { alertId: string; steps: readonly AlertStep[] }) {
  const { t } = useTranslation();
  return (
    <LifeSteps
      steps={steps}
      word={({ action }) => t(`alerts.step.${action}`)}
      filesPath={`/api/v1/alerts/${alertId}/files`}
      detail={(step) => (
        <>
          <StepDetail step={step} />
          {step.reason !== null && <p>{step.reason}</p>}
        </>
      )}
    />
  );
}

/** To whom it went, and by when it is to be answered. */
function StepDetail({ step }: { step: AlertStep }) {
  const { t } = useTranslation();
  const { until, to, reached } = step.detail;
  const words = [
    typeof until === 'string' ? t('alerts.answers.replyUntil', { at: minuteText(until) }) : undefined,
    isRecipient(to) ? t(`rules.to.${to}`) : undefined,
    isRecipient(reached) && reached !== to ? `→ ${t(`rules.to.${reached}`)}` : undefined,
  ].filter((each) => each !== undefined);
  return words.length === 0 ? null : <p className="mc-muted">{words.join(' · ')}</p>;
}

const recipients = ['handler', 'sectionHead', 'leader', 'supervisor'] as const;
const isRecipient = (value: unknown): value is (typeof recipients)[number] =>
  recipients.some((each) => each === value);
