/** What was done with a card, the newest on top: by whom, when, why, with which files. */
import { useTranslation } from 'react-i18next';
import type { AlertStep } from '../../../../server/contract/alerts.ts';
import { bytesText } from '../../lib/bytes.ts';
import { instantText, minuteText } from '../../lib/time.ts';
import { fileHref } from './alert-calls.ts';

export function AlertSteps({ alertId, steps }: { alertId: string; steps: readonly AlertStep[] }) {
  const { t } = useTranslation();
  return (
    <ol className="mc-alert-steps">
      {[...steps]
        .sort((a, b) => b.seq - a.seq)
        .map((step) => (
          <li key={step.seq} data-action={step.action}>
            <div className="mc-alert-step-head">
              <b>{t(`alerts.step.${step.action}`)}</b>
              <span>{step.by ?? t('alerts.byItself')}</span>
              <time className="mc-muted" dateTime={step.at}>
                {instantText(step.at)}
              </time>
            </div>
            <StepDetail step={step} />
            {step.reason !== null && <p className="mc-alert-step-reason">{step.reason}</p>}
            {step.files.length > 0 && (
              <ul className="mc-alert-files">
                {step.files.map((file) => (
                  <li key={file.id}>
                    <a
                      href={fileHref(alertId, file)}
                      download={file.name}
                      title={t('alerts.files.download', { name: file.name })}
                    >
                      {file.name}
                    </a>{' '}
                    <span className="mc-muted">{bytesText(file.bytes)}</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
    </ol>
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
