/** A case's steps as they happened, the newest on top; a record that came well after the fact says so. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CaseStep } from '../../../server/contract/cases.ts';
import { instantText, shortInstantText, spanText } from '../lib/time.ts';
import { CasePlaybackLink } from './case-playback-link.tsx';
import { stepDetailWords } from './step-detail.ts';
import './case-steps.css';

/** Reported this much later than it happened, a step is worth a look (a lead of its own comes with a later issue). */
const LATE_MS = 60_000;

export interface CaseStepsProps {
  readonly steps: readonly CaseStep[];
  readonly now: number;
  /** Whose case it is: a step at a window that another department ran says which. */
  readonly department?: string;
  /** Steps at a window lead to their footage. */
  readonly caseId?: string;
}

export function CaseSteps({ steps, now, department, caseId }: CaseStepsProps) {
  const { t } = useTranslation();
  if (steps.length === 0) return <p className="mc-muted">{t('large.noSteps')}</p>;
  const ordered = [...steps].sort(
    (a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || Number(b.seq) - Number(a.seq),
  );
  return (
    <ol className="mc-steps">
      {ordered.map((step) => {
        const delayMs = Date.parse(step.receivedAt) - Date.parse(step.occurredAt);
        return (
          <li
            key={step.seq}
            className="mc-step"
            data-stage={step.stage !== null}
            data-superseded={step.superseded}
            title={step.superseded ? t('step.superseded') : undefined}
          >
            <span className="mc-step-what">{stepWord(step, t)}</span>
            <time className="mc-step-at" dateTime={step.occurredAt} title={instantText(step.occurredAt)}>
              {shortInstantText(step.occurredAt, now)}
            </time>
            <span className="mc-step-who">
              {[
                step.clerk,
                windowThen(step, t),
                otherDepartment(step, department),
                ...stepDetailWords(step, t),
                step.remark,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
              {delayMs > LATE_MS && (
                <span className="mc-step-late" title={instantText(step.receivedAt)}>
                  {' · '}
                  {t('large.received', { delay: spanText(delayMs, t) })}
                </span>
              )}
              {step.superseded && <span> · {t('step.superseded')}</span>}
              {provenance(step, t)}
              {caseId !== undefined && step.windowId !== null && !step.superseded && (
                <>
                  {' '}
                  <CasePlaybackLink caseId={caseId} at={step.occurredAt} look="link" />
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const typeWords = [
  ...(['called', 'started', 'finished', 'opened', 'closed', 'refused', 'correctionAsked'] as const),
  ...(['correctionReceived', 'specialProcedure', 'specialProcedureEnded', 'extended', 'collected'] as const),
];

/** Which report of the fact it is, and whether a machine wrote it: where there is something to tell. */
function provenance(step: CaseStep, t: TFunction): string {
  const words = [
    ...(step.dataVersion !== null && (step.dataVersion > 1 || step.superseded)
      ? [t('step.version', { n: step.dataVersion })]
      : []),
    ...(step.filledBy === null ? [] : [t(`step.${step.filledBy}`)]),
  ];
  return words.map((word) => ` · ${word}`).join('');
}

/** A stage by its name; what happened at the window by its own word; anything newer than this page as it is. */
export function stepWord(step: CaseStep, t: TFunction): string {
  if (step.stage !== null) return t(`stage.${step.stage}`);
  const known = typeWords.find((each) => each === step.type);
  return known === undefined ? step.type : t(`step.${known}`);
}

/** As it was called when it happened: its number, and its name where that says more. */
export function windowThen(
  { windowCode, windowName }: Pick<CaseStep, 'windowCode' | 'windowName'>,
  t: TFunction,
): string | null {
  if (windowCode === null) return windowName;
  if (windowName?.includes(windowCode)) return windowName;
  const number = t('window.number', { code: windowCode });
  return windowName === null || windowName === '' ? number : `${number} ${windowName}`;
}

const otherDepartment = ({ windowDepartment }: CaseStep, own: string | undefined): string | null =>
  own === undefined || windowDepartment === own ? null : windowDepartment;
