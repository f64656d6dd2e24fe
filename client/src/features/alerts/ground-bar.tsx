/** The card's time as a bar: from the start past the limit to the end or now, with what did not count hatched out. */
import { useTranslation } from 'react-i18next';
import type { AlertGround } from '../../../../server/contract/alerts.ts';
import { deductedText } from '../../lib/alerts/ground-words.ts';
import { workingSpanText } from '../../lib/case-clock.ts';
import { minuteText } from '../../lib/time.ts';

export function GroundBar({ ground, now }: { ground: AlertGround; now: number }) {
  const { t } = useTranslation();
  if (ground.startedAt === null || ground.limitAt === null) return null;
  const start = Date.parse(ground.startedAt);
  const limit = Date.parse(ground.limitAt);
  const end = ground.stoppedAt === null ? now : Date.parse(ground.stoppedAt);
  const last = Math.max(limit, end);
  const span = last - start;
  if (span <= 0) return null;
  const share = (at: number): number => (Math.min(last, Math.max(start, at)) - start) / span;
  const percent = (at: number): string => `${share(at) * 100}%`;
  const endWord = t(ground.stoppedAt === null ? 'alerts.bar.now' : 'alerts.bar.end');
  return (
    <div className="mc-ground-bar">
      <div
        className="mc-ground-bar-line"
        role="img"
        aria-label={t('alerts.bar.label', { from: minuteText(start), to: minuteText(last) })}
      >
        <i
          className="mc-ground-bar-used"
          style={{ left: 0, width: percent(Math.min(end, limit)) }}
          title={minuteText(Math.min(end, limit))}
        />
        {end > limit && (
          <i
            className="mc-ground-bar-over"
            style={{ left: percent(limit), width: `${(share(end) - share(limit)) * 100}%` }}
          />
        )}
        {ground.deducted.map((each) => (
          <i
            key={`${each.kind} ${each.from}`}
            className="mc-ground-bar-out"
            title={deductedText(each, t)}
            style={{
              left: percent(Date.parse(each.from)),
              width: `${(share(Date.parse(each.to)) - share(Date.parse(each.from))) * 100}%`,
            }}
          />
        ))}
        <b className="mc-ground-bar-due" style={{ left: percent(limit) }} title={minuteText(limit)} />
      </div>
      <div className="mc-ground-bar-words">
        <span>
          {t('alerts.bar.start')} {minuteText(start)}
        </span>
        <span data-mark="due">
          {t('alerts.bar.due')} {minuteText(limit)}
        </span>
        <span>
          {endWord} {minuteText(end)}
        </span>
        {ground.usedMs !== null && ground.limitMs !== null && ground.workingDayMs !== null && (
          <span className="mc-muted">
            {t('alerts.bar.used', {
              used: workingSpanText(ground.usedMs, ground.workingDayMs, t),
              limit: workingSpanText(ground.limitMs, ground.workingDayMs, t),
            })}
          </span>
        )}
      </div>
    </div>
  );
}
