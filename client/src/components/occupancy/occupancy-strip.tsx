/**
 * The last quarter of an hour of a window in one line, with the word for what is so now. States differ by shape: serving
 * is a full bar, present a low one, vacant an empty frame, unknown hatched.
 */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { OCCUPANCY_RECENT_MS, type OccupancySpan } from '../../../../server/contract/occupancy.ts';
import type { WindowState } from '../../../../server/contract/overlays.ts';
import { useMay } from '../../lib/me.ts';
import { occupancyWords } from '../../lib/occupancy/occupancy-words.ts';
import { useOccupancy } from '../../lib/occupancy/use-occupancy.ts';
import { useWindowClosed } from '../../lib/occupancy/use-window-closed.ts';
import { useServices } from '../../lib/services.ts';
import { clockText, spanText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import './occupancy-strip.css';

export interface OccupancyStripProps {
  readonly windowId: string;
  readonly hallId: string;
  /** As reported. */
  readonly state: WindowState | undefined;
}

/** Nothing where nothing is looked at, or where it is not for the viewer. */
export function OccupancyStrip(props: OccupancyStripProps) {
  const may = useMay();
  return may('occupancy:view') ? <FollowedStrip {...props} /> : null;
}

const BEAT_MS = 5000;
/** So long nobody was there before it is said how long. */
const SAID_MS = 30_000;

function FollowedStrip({ windowId, hallId, state }: OccupancyStripProps) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const spans = useOccupancy(windowId);
  const closed = useWindowClosed(hallId, state);
  const last = spans.at(-1);
  const isShown = last !== undefined && spans.some(isLookedAt);
  useNow(isShown ? BEAT_MS : undefined);
  if (!isShown) return null;
  const nowMs = clock.now();
  const lastedMs = nowMs - vacantSince(spans);
  // Nobody there is nothing to look at: it is said that it is closed, and nothing counts.
  const empty = closed && last.state === 'vacant';
  const said = last.state === 'vacant' && !closed && lastedMs >= SAID_MS;
  const word = empty ? t('window.closed') : occupancyWords(last, t);
  const since = empty ? '' : ` · ${t('occupancy.since', { at: clockText(last.from) })}`;
  const title = `${t('occupancy.strip')}\n${word}${since}`;
  return (
    <div
      className="mc-occupancy"
      data-testid="occupancy-strip"
      data-state={last.state}
      data-quiet={closed || undefined}
      title={title}
    >
      <span className="mc-occupancy-word">
        {empty ? word : t(`occupancy.short.${last.state}`)}
        {said && <b> {spanText(lastedMs, t)}</b>}
      </span>
      <OccupancyLine spans={spans} fromMs={nowMs - OCCUPANCY_RECENT_MS} toMs={nowMs} label={title} />
    </div>
  );
}

/** Where no camera is, or none is looked at, a line of nothing would only take room. */
const isLookedAt = ({ cause }: OccupancySpan): boolean => cause !== 'no_camera' && cause !== 'not_analysed';

/** Since when nobody was at the clerk's place, whoever stood before it. */
function vacantSince(spans: readonly OccupancySpan[]): number {
  const before = spans.findLastIndex(({ state }) => state !== 'vacant');
  return Date.parse(spans[before + 1]?.from ?? new Date().toISOString());
}

/** Drawn in thousandths of the time shown; stretched to the room there is. */
const WIDE = 1000;
const HIGH = 10;
/** Of one stroke: some pixels wide where the line is as long as it is on a tile. */
const HATCH = 30;

export interface OccupancyLineProps {
  readonly spans: readonly OccupancySpan[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
}

export function OccupancyLine({ spans, fromMs, toMs, label }: OccupancyLineProps) {
  const id = useId();
  const xOf = (at: string | number) =>
    Math.max(
      0,
      Math.min(WIDE, (((typeof at === 'number' ? at : Date.parse(at)) - fromMs) / (toMs - fromMs)) * WIDE),
    );
  return (
    <svg
      className="mc-occupancy-line"
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <pattern id={id} width={HATCH} height={HIGH} patternUnits="userSpaceOnUse">
        <path d={`M0 ${HIGH} L${HATCH} 0`} className="mc-occupancy-hatch" />
      </pattern>
      {spans.map((span) => {
        const x = xOf(span.from);
        // What goes on goes on until now, though it was told some seconds ago.
        const width = Math.max(0, xOf(span.open ? toMs : span.to) - x);
        if (width === 0) return null;
        const shape = SHAPES[span.state];
        return (
          <rect
            key={span.from}
            className="mc-occupancy-span"
            data-state={span.state}
            x={x}
            width={width}
            y={shape.y}
            height={shape.height}
            {...(span.state === 'unknown' && { fill: `url(#${id})` })}
          />
        );
      })}
    </svg>
  );
}

const SHAPES: Readonly<Record<OccupancySpan['state'], { readonly y: number; readonly height: number }>> = {
  serving: { y: 0, height: HIGH },
  present: { y: HIGH / 2, height: HIGH / 2 },
  vacant: { y: 0.5, height: HIGH - 1 },
  unknown: { y: 0, height: HIGH },
};
