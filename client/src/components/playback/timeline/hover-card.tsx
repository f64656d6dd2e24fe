/** What is under the pointer: the time, the picture then, why there is none, or which mark it is. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../../../server/contract/cameras.ts';
import type { CoverageSpan } from '../../../../../server/contract/recordings.ts';
import { gapWords } from '../../../lib/gap-words.ts';
import { occupancyWords } from '../../../lib/occupancy/occupancy-words.ts';
import { clockText, instantText } from '../../../lib/time.ts';
import { useSettled } from '../../../lib/use-settled.ts';
import type { Hit } from './lanes.ts';
import { MarkWords } from './mark-words.tsx';
import { hoverText } from './ticks.ts';

const WIDE_PX = 240;
const SETTLED_MS = 90;

export interface HoverCardProps {
  readonly hit: Hit & { readonly x: number };
  readonly width: number;
  readonly msPerPx: number;
  readonly previewOf: string | undefined;
  readonly coverage: ReadonlyMap<string, readonly CoverageSpan[]>;
  readonly profiles: ReadonlyMap<string, Profile> | undefined;
}

export function HoverCard({ hit, width, msPerPx, previewOf, coverage, profiles }: HoverCardProps) {
  const { t } = useTranslation();
  const { atMs, gap, mark, seen, x } = hit;
  const spans = previewOf === undefined ? undefined : coverage.get(previewOf);
  const there = spans?.some(
    (span) => span.kind === 'footage' && Date.parse(span.from) <= atMs && atMs < Date.parse(span.to),
  );
  // A picture for each few pixels is enough, and the same places are asked for again.
  const grain = Math.max(1000, 2 ** Math.ceil(Math.log2(msPerPx * 3)));
  const src =
    previewOf !== undefined && there === true && gap === undefined
      ? `/media/${previewOf}/${profiles?.get(previewOf) ?? 'main'}/preview.jpg?at=${new Date(Math.round(atMs / grain) * grain).toISOString()}&width=${WIDE_PX}`
      : undefined;
  return (
    <div
      className="mc-timeline-hover"
      style={{ left: Math.max(WIDE_PX / 2, Math.min(width - WIDE_PX / 2, x)), width: WIDE_PX }}
    >
      {src !== undefined && <Preview src={src} />}
      {mark !== undefined && <MarkWords mark={mark} />}
      {seen !== undefined && (
        <p data-testid="occupancy-hover">
          {occupancyWords(seen, t)}
          {seen.activity !== null && ` · ${t('occupancy.activity', { percent: Math.round(seen.activity) })}`}
          <br />
          {t('occupancy.fromTo', { from: clockText(seen.from), to: clockText(seen.to) })}
        </p>
      )}
      {gap !== undefined && (
        <p>
          {t('playback.noPicture')}：{gapWords(gap, t)}
          <br />
          {t('playback.gapFromTo', { from: instantText(gap.from), to: instantText(gap.to) })}
        </p>
      )}
      <time>{hoverText(atMs, msPerPx)}</time>
    </div>
  );
}

/** The last one stays until the next has come. */
function Preview({ src }: { src: string }) {
  const settled = useSettled(src, SETTLED_MS);
  const [shown, setShown] = useState<string | undefined>();
  useEffect(() => {
    const image = new Image();
    image.onload = () => setShown(settled);
    image.onerror = () => setShown(undefined);
    image.src = settled;
    return () => {
      image.onload = null;
      image.onerror = null;
      image.src = '';
    };
  }, [settled]);
  return (
    <div className="mc-timeline-preview" data-empty={shown === undefined || undefined}>
      {shown !== undefined && <img src={shown} alt="" />}
    </div>
  );
}
