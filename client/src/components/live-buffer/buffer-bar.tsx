/** The last ten minutes as a thin bar at a tile's lower edge: drag, click or arrow keys go back; its right end is live. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LIVE_BUFFER_MS } from '../../../../server/contract/playback.ts';
import { useServices } from '../../lib/services.ts';
import { clockText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { STEP_MS } from '../../media/live-buffer/use-buffer-keys.ts';
import type { LiveBuffer } from '../../media/live-buffer/use-live-buffer.ts';
import { behindText } from './behind-text.ts';
import './live-buffer.css';

export function BufferBar({ buffer, tabIndex }: { buffer: LiveBuffer; tabIndex: number }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(buffer.playback === undefined ? 60_000 : 500);
  const now = clock.now();
  const atMs = buffer.playback?.atMs;
  const behindMs = atMs === undefined ? 0 : Math.min(LIVE_BUFFER_MS, Math.max(0, now - atMs));
  const share = 1 - behindMs / LIVE_BUFFER_MS;
  const scrub = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    buffer.scrub(clock.now() - (1 - x) * LIVE_BUFFER_MS);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') buffer.step(-STEP_MS);
    else if (event.key === 'ArrowRight') buffer.step(STEP_MS);
    else if (event.key === 'Home') buffer.step(-LIVE_BUFFER_MS);
    else if (event.key === 'End') buffer.live();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="mc-buffer-bar"
      role="slider"
      tabIndex={tabIndex}
      aria-label={t('buffer.bar')}
      aria-valuemin={-LIVE_BUFFER_MS / 1000}
      aria-valuemax={0}
      aria-valuenow={-Math.round(behindMs / 1000)}
      aria-valuetext={atMs === undefined ? t('buffer.isLive') : `${behindText(behindMs)} ${clockText(atMs)}`}
      title={t('buffer.barHint')}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={pressed}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
      onPointerUp={() => buffer.endScrub()}
      onPointerCancel={() => buffer.endScrub()}
    >
      <i className="mc-buffer-line">
        {buffer.coverage?.spans.map(
          (span) =>
            span.kind === 'gap' && (
              <i
                key={span.from}
                className="mc-buffer-gap"
                style={{ left: placeOf(span.from, now), right: `calc(100% - ${placeOf(span.to, now)})` }}
              />
            ),
        )}
        <i className="mc-buffer-knob" style={{ left: `${share * 100}%` }} />
      </i>
    </div>
  );
}

const placeOf = (at: string, now: number): string =>
  `${Math.min(100, Math.max(0, (1 - (now - Date.parse(at)) / LIVE_BUFFER_MS) * 100))}%`;
