/** What was done about a finding, the newest on top: by whom, when, why, with which files. */
import { useTranslation } from 'react-i18next';
import type { FindingStep } from '../../../../server/contract/findings.ts';
import { bytesText } from '../../lib/bytes.ts';
import { instantText, minuteText } from '../../lib/time.ts';

const RECIPIENTS = ['sectionHead', 'leader', 'supervisor'] as const;

export function FindingSteps({ findingId, steps }: { findingId: string; steps: readonly FindingStep[] }) {
  const { t } = useTranslation();
  return (
    <ol className="mc-finding-steps">
      {[...steps]
        .sort((a, b) => b.seq - a.seq)
        .map((step) => (
          <li key={step.seq} data-action={step.action}>
            <div className="mc-finding-step-head">
              <b>{t(`findings.step.${step.action}`)}</b>
              <span>{step.by ?? t('findings.byItself')}</span>
              <time className="mc-muted" dateTime={step.at}>
                {instantText(step.at)}
              </time>
            </div>
            <Detail step={step} />
            {step.reason !== null && step.action !== 'escalate' && <p>{step.reason}</p>}
            {step.files.length > 0 && (
              <ul className="mc-finding-files">
                {step.files.map((file) => (
                  <li key={file.id}>
                    <a href={`/api/v1/findings/${findingId}/files/${file.id}`} download={file.name}>
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
