/** The case's steps beside the picture: the one at the playhead stands out, a click jumps there. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseStep } from '../../../../server/contract/cases.ts';
import type { CaseFootage } from '../../../../server/contract/playback.ts';
import { stepWord, windowThen } from '../../components/case-steps.tsx';
import { stepDetailWords } from '../../components/step-detail.ts';
import { gapWords } from '../../lib/gap-words.ts';
import { instantText, spanText } from '../../lib/time.ts';
import { currentStep, gapAt, LATE_MS, type RecordMode, sessionOfStep, stepAtMs } from './moments.ts';

export interface RecordStepsProps {
  readonly footage: CaseFootage;
  readonly steps: readonly CaseStep[];
  readonly mode: RecordMode;
  /** To the second. */
  readonly atMs: number;
  readonly onJump: (step: CaseStep) => void;
}

export function RecordSteps({ footage, steps, mode, atMs, onJump }: RecordStepsProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const told = steps.filter((step) => stepAtMs(step, mode) <= atMs);
  const current = currentStep(told, atMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each step that becomes the current one
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [current]);
  return (
    <ol ref={list} className="mc-record-steps">
      {steps.map((step) => {
        const lateMs = Date.parse(step.receivedAt) - Date.parse(step.occurredAt);
        const session = sessionOfStep(footage, step);
        const gap = gapAt(footage, step.windowId, Date.parse(step.occurredAt));
        const watched = session !== undefined && session.noFootage === null;
        const details = [step.clerk, windowThen(step, t), ...stepDetailWords(step, t), step.remark].filter(
          (part) => part !== null,
        );
        return (
          <li
            key={step.seq}
            data-told={stepAtMs(step, mode) <= atMs}
            data-stage={step.stage !== null}
            aria-current={step.seq === current ? 'step' : undefined}
          >
            <button
              type="button"
              disabled={!watched}
              data-testid="record-step"
              data-at={step.occurredAt}
              title={watched ? t('casePlayback.stepJump') : undefined}
              onClick={() => onJump(step)}
            >
              <span className="mc-record-what">
                {stepWord(step, t)}
                {step.seq === current && <em>{t('casePlayback.stepNow')}</em>}
              </span>
              <time dateTime={step.occurredAt}>{instantText(step.occurredAt).slice(5)}</time>
              <span className="mc-record-who">
                {details.join(' · ')}
                {lateMs > LATE_MS && (
                  <b title={t('casePlayback.stepLateHint', { at: instantText(step.receivedAt) })}>
                    {t('casePlayback.stepLate', { span: spanText(lateMs, t) })}
                  </b>
                )}
                {step.windowId === null ? (
                  <i>{t('casePlayback.stepAway')}</i>
                ) : (
                  (!watched || gap !== undefined) && (
                    <i>
                      {t('casePlayback.stepNoFootage', {
                        reason:
                          gap?.cause != null
                            ? gapWords({ cause: gap.cause, code: gap.code }, t)
                            : t(`casePlayback.reason.${gap?.reason ?? session?.noFootage ?? 'gap'}`),
                      })}
                    </i>
                  )
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
