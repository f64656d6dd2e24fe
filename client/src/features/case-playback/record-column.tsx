/** The record right of the picture, as of the playhead: stage, clock, who had it in hand, cards, steps. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseStep } from '../../../../server/contract/cases.ts';
import { type Stage, stages } from '../../../../server/contract/cases.ts';
import type { CaseFootage, CaseMoment, CaseTimeline } from '../../../../server/contract/playback.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { ClockLine } from '../../components/clock-line.tsx';
import { type Playback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { clockText, instantText, minuteText } from '../../lib/time.ts';
import { cardsAt, momentAt, type RecordMode, stepsOf } from './moments.ts';
import { RecordSteps } from './record-steps.tsx';

export interface RecordColumnProps {
  readonly playback: Playback;
  readonly footage: CaseFootage;
  readonly timeline: CaseTimeline;
  readonly onJump: (step: CaseStep) => void;
}

export function RecordColumn({ playback, footage, timeline, onJump }: RecordColumnProps) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<RecordMode>('happened');
  const atMs = usePlayheadAt(playback, 500);
  const moment = momentAt(timeline[mode], atMs);
  const cards = cardsAt(timeline.cards, atMs);
  return (
    <aside className="mc-record" data-testid="case-record" data-stage={moment?.stage ?? ''}>
      <div className="mc-record-head">
        <span>
          {t('casePlayback.asOf')} <strong>{clockText(atMs)}</strong>
        </span>
        <Segmented<RecordMode>
          size="small"
          value={mode}
          onChange={setMode}
          options={(['happened', 'known'] as const).map((value) => ({
            value,
            label: <span title={t(`casePlayback.modeHint.${value}`)}>{t(`casePlayback.mode.${value}`)}</span>,
          }))}
        />
      </div>
      <section>
        <StagesThen moment={moment} />
        {moment === undefined ? (
          <p className="mc-muted">{t('casePlayback.nothingYet')}</p>
        ) : (
          <Standing moment={moment} atMs={atMs} />
        )}
      </section>
      <section>
        <h2>{t('casePlayback.cardsThen')}</h2>
        {cards.length === 0 ? (
          <p className="mc-muted">{t('casePlayback.noCards')}</p>
        ) : (
          <ul className="mc-record-cards">
            {cards.map((card) => (
              <li key={card.id}>
                <Link to={`/alerts/${card.id}`}>
                  <AlertCard level={card.level} />
                </Link>
                <span>{card.ruleName}</span>
                <time className="mc-muted" dateTime={card.issuedAt}>
                  {t('casePlayback.cardIssued', { at: minuteText(card.issuedAt).slice(5) })}
                </time>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="mc-record-of-steps">
        <h2>{t('casePlayback.steps')}</h2>
        {timeline.cut && <p className="mc-muted">{t('casePlayback.cut')}</p>}
        <RecordSteps footage={footage} steps={stepsOf(timeline)} mode={mode} atMs={atMs} onJump={onJump} />
      </section>
    </aside>
  );
}

/** What the clock said then, and what stood in its way. */
function Standing({ moment, atMs }: { moment: CaseMoment; atMs: number }) {
  const { t } = useTranslation();
  const { pause, completedAt, refusedAt } = moment;
  return (
    <>
      <ClockLine clock={moment.clock} now={atMs} />
      <p className="mc-record-facts">
        <span>
          {t('casePlayback.clerk')} <strong>{moment.clerk ?? t('casePlayback.nobody')}</strong>
        </span>
        {pause !== null && (
          <span>
            {t('casePlayback.paused', {
              what: pause.name ?? t(`casePlayback.pause.${pause.kind}`),
              at: minuteText(pause.since),
            })}
          </span>
        )}
        {completedAt !== null && <span>{t('casePlayback.completed', { at: minuteText(completedAt) })}</span>}
        {refusedAt !== null && <span>{t('casePlayback.refused', { at: minuteText(refusedAt) })}</span>}
      </p>
    </>
  );
}

/** The stages passed by then, with their times: nothing of what came later. */
function StagesThen({ moment }: { moment: CaseMoment | undefined }) {
  const { t } = useTranslation();
  const passed = new Map(moment?.passed.map((one) => [one.stage, one]));
  const state = (stage: Stage) => (passed.has(stage) ? 'done' : 'ahead');
  return (
    <ol className="mc-record-stages">
      {stages.map((stage) => {
        const one = passed.get(stage);
        return (
          <li
            key={stage}
            data-state={state(stage)}
            aria-current={moment?.stage === stage ? 'step' : undefined}
            title={
              one === undefined ? undefined : [instantText(one.at), one.clerk].filter(Boolean).join(' · ')
            }
          >
            <i aria-hidden="true" />
            <span>{t(`stage.${stage}`)}</span>
            {one !== undefined && <time dateTime={one.at}>{minuteText(one.at).slice(5)}</time>}
          </li>
        );
      })}
    </ol>
  );
}
