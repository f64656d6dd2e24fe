/** The last 24 hours of a camera as one line: what was not well, and when nobody looked. */
import { useTranslation } from 'react-i18next';
import type { CameraHealth } from '../../../../server/contract/health.ts';
import { clockText } from '../../lib/time.ts';

const DAY_MS = 86_400_000;
/** The worse, the taller. */
const TOP = { offline: 0, picture: 3, unobserved: 4.5 } as const;

export function DayStrip({ day, nowMs }: { day: CameraHealth['day']; nowMs: number }) {
  const { t } = useTranslation();
  const fromMs = nowMs - DAY_MS;
  const parts = day.map((part) => {
    const begin = Math.max(fromMs, Date.parse(part.from));
    const end = part.to === null ? nowMs : Math.min(nowMs, Date.parse(part.to));
    return { ...part, begin, end };
  });
  const words = parts
    .slice(-8)
    .map(({ kind, begin, to }) => {
      const until = to === null ? '…' : clockText(to).slice(0, 5);
      return `${clockText(begin).slice(0, 5)}–${until} ${t(`health.day.${kind}`)}`;
    })
    .join('\n');
  const label = words === '' ? t('health.day.none') : words;
  return (
    <svg
      className="mc-health-day"
      viewBox="0 0 240 14"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <rect className="mc-health-day-ground" x="0" y="5" width="240" height="4" />
      {parts.map(({ kind, begin, end, from }) => (
        <rect
          key={`${kind}${from}`}
          className="mc-health-day-part"
          data-kind={kind}
          x={((begin - fromMs) / DAY_MS) * 240}
          y={TOP[kind]}
          width={Math.max(1.5, ((end - begin) / DAY_MS) * 240)}
          height={14 - 2 * TOP[kind]}
        />
      ))}
    </svg>
  );
}
