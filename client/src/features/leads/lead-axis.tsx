/** Picture and record on one axis of time: what was seen, who was rostered, what was reported, and where they disagree. */
import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import { OccupancyLine } from '../../components/occupancy/occupancy-strip.tsx';
import { type Playback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { clockText, dateText } from '../../lib/time.ts';
import { type AxisSpan, percentAt, ticksOf } from './lead-span.ts';
import { stepWord } from './lead-words.ts';
import './lead-axis.css';

export interface LeadAxisProps {
  readonly lead: LeadDetail;
  readonly span: AxisSpan;
  readonly playback: Playback;
  readonly onJump: (atMs: number) => void;
}

const DAY_MS = 86_400_000;

export function LeadAxis({ lead, span, playback, onJump }: LeadAxisProps) {
  const { t } = useTranslation();
  const lanes = useRef<HTMLDivElement>(null);
  const at = (instant: string | number) =>
    percentAt(span, typeof instant === 'number' ? instant : Date.parse(instant));
  const between = (from: string, to: string) => ({
    left: `${at(from)}%`,
    width: `${Math.max(0.3, at(to) - at(from))}%`,
  });
  const jump = (event: PointerEvent) => {
    const box = lanes.current?.getBoundingClientRect();
    if (box === undefined || event.button !== 0) return;
    onJump(span.fromMs + ((event.clientX - box.left) / box.width) * (span.toMs - span.fromMs));
  };
  const seen = lead.occupancy.filter(
    ({ from, to }) => Date.parse(to) > span.fromMs && Date.parse(from) < span.toMs,
  );
  const events = lead.events.filter((one) => within(span, one.at));
  const isLong = span.toMs - span.fromMs > DAY_MS;
  return (
    <section className="mc-lead-axis" aria-label={t('leads.axis.label')}>
      <div className="mc-lead-axis-names" aria-hidden="true">
        <span />
        <span>{t('leads.axis.lead')}</span>
        <span>{t('leads.axis.seen')}</span>
        <span>{t('leads.axis.events')}</span>
        <span>{t('leads.axis.roster')}</span>
      </div>
      <div ref={lanes} className="mc-lead-axis-lanes" data-testid="lead-axis" onPointerDown={jump}>
        <div className="mc-lead-axis-ticks">
          {ticksOf(span).map((tick) => (
            <span key={tick} style={{ left: `${at(tick)}%` }}>
              {isLong ? dateText(tick).slice(5) : clockText(tick).replace(/:00$/, '')}
            </span>
          ))}
        </div>
        <div>
          <i
            className="mc-lead-axis-it"
            style={between(lead.from, lead.to)}
            title={t(`leads.kind.${lead.kind}`)}
          />
        </div>
        <div>
          {seen.length === 0 ? (
            <em>{t('leads.axis.none')}</em>
          ) : (
            <OccupancyLine spans={seen} fromMs={span.fromMs} toMs={span.toMs} label={t('leads.axis.seen')} />
          )}
        </div>
        <div>
          {events.map((one) => (
            <button
              key={`${one.at} ${one.what} ${one.caseNo}`}
              type="button"
              className="mc-lead-axis-event"
              data-this={(one.caseId !== null && one.caseId === lead.caseId) || undefined}
              style={{ left: `${at(one.at)}%` }}
              aria-label={`${clockText(one.at)} ${stepWord(one.what, t)}`}
              title={[clockText(one.at), stepWord(one.what, t), one.caseNo, one.clerk]
                .filter(Boolean)
                .join(' · ')}
              onPointerDown={(event) => event.stopPropagation()}
              onClick={() => onJump(Date.parse(one.at) - LEAD_IN_MS)}
            />
          ))}
        </div>
        <div>
          {lead.roster.length === 0 && <em>{t('leads.axis.noRoster')}</em>}
          {lead.roster.map((shift) => (
            <span
              key={`${shift.from} ${shift.clerkName}`}
              className="mc-lead-axis-shift"
              style={between(shift.from, shift.to)}
              title={`${shift.clerkName} ${clockText(shift.from)}–${clockText(shift.to)}`}
            >
              {shift.clerkName}
            </span>
          ))}
        </div>
        <Head playback={playback} span={span} />
      </div>
    </section>
  );
}

/** One sees it coming. */
export const LEAD_IN_MS = 3000;
const within = ({ fromMs, toMs }: AxisSpan, at: string): boolean =>
  Date.parse(at) >= fromMs && Date.parse(at) <= toMs;

function Head({ playback, span }: Pick<LeadAxisProps, 'playback' | 'span'>) {
  const atMs = usePlayheadAt(playback, 100);
  return <i className="mc-lead-axis-head" style={{ left: `${percentAt(span, atMs)}%` }} />;
}
