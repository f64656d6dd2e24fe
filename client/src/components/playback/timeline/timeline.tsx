/** The timeline: wheel zooms about the cursor, drag pans, click jumps, the playhead's grip scrubs. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineMark } from '../../../../../server/contract/playback.ts';
import { useServices } from '../../../lib/services.ts';
import { instantText } from '../../../lib/time.ts';
import { useSize } from '../../../lib/use-size.ts';
import { type Playback, usePlayheadAt } from '../use-playback.ts';
import { drawHead, drawLine, msPerPx, sharpen } from './draw.ts';
import { HoverCard } from './hover-card.tsx';
import { type Hit, heightOf, hitAt, lanesOf, RULER_PX } from './lanes.ts';
import { around, following, msOf, pan, spanOf, xOf, zoomAbout } from './scale.ts';
import { inkOf } from './sheet.ts';
import type { TimelineData } from './use-timeline.ts';
import './timeline.css';

export interface TimelineProps {
  readonly playback: Playback;
  readonly line: TimelineData;
  /** Whose picture is shown under the pointer: a camera the viewer gave a purpose for. */
  readonly previewOf?: string | undefined;
  /** A click on a mark; left out: jumps to it. */
  readonly onMark?: (mark: TimelineMark) => void;
}

type Grip =
  | { readonly kind: 'scrub' }
  | { readonly kind: 'pan'; readonly fromX: number; readonly fromMs: number; moved: boolean };

const GRIP_PX = 8;
const CLICK_PX = 3;
const ZOOM_PER_PX = 0.0016;

export function Timeline({ playback, line, previewOf, onMark }: TimelineProps) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const [box, { width }] = useSize<HTMLDivElement>();
  const still = useRef<HTMLCanvasElement>(null);
  const moving = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<(Hit & { readonly x: number }) | undefined>();
  const hoverX = useRef<number | undefined>(undefined);
  const grip = useRef<Grip | undefined>(undefined);
  const [held, setHeld] = useState(false);
  const { view, cameras, coverage, marks, occupancy } = line;
  const lanes = useMemo(() => lanesOf(cameras, marks, occupancy), [cameras, marks, occupancy]);
  const height = heightOf(lanes);
  useDrawing({
    playback,
    line,
    lanes,
    height,
    width,
    still,
    moving,
    hoverX,
    clockNow: () => clock.now(),
    grip,
  });

  const placeOf = (event: { clientX: number; clientY: number }) => {
    const { left, top } = still.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return { x: event.clientX - left, y: event.clientY - top, width };
  };
  const hit = (event: { clientX: number; clientY: number }): Hit & { x: number } => {
    const place = placeOf(event);
    return { ...hitAt(place, view.get(), lanes, marks, coverage, occupancy), x: place.x };
  };
  useWheel(box, (event, x) => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const by = (event.deltaMode === 1 ? 32 : 1) * (sideways ? event.deltaX || event.deltaY : event.deltaY);
    const span = view.get();
    if (sideways) view.set(pan(span, by * msPerPx(span, width)));
    else view.set(zoomAbout(span, msOf(span, width, x), Math.exp(by * ZOOM_PER_PX)));
  });

  const down = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const { x, y } = placeOf(event);
    const headX = xOf(view.get(), width, playback.playhead.atMs);
    moving.current?.setPointerCapture(event.pointerId);
    if (y < RULER_PX || Math.abs(x - headX) <= GRIP_PX) {
      grip.current = { kind: 'scrub' };
      playback.scrub(msOf(view.get(), width, x));
    } else grip.current = { kind: 'pan', fromX: x, fromMs: view.get().fromMs, moved: false };
    setHeld(true);
  };
  const move = (event: React.PointerEvent) => {
    const { x } = placeOf(event);
    hoverX.current = x;
    const span = view.get();
    const now = grip.current;
    if (now?.kind === 'scrub') playback.scrub(msOf(span, width, Math.max(0, Math.min(width, x))));
    else if (now?.kind === 'pan' && (now.moved || Math.abs(x - now.fromX) > CLICK_PX)) {
      now.moved = true;
      view.set(pan(span, now.fromMs - (x - now.fromX) * msPerPx(span, width) - span.fromMs));
    }
    setHover(hit(event));
  };
  const up = (event: React.PointerEvent) => {
    const now = grip.current;
    grip.current = undefined;
    setHeld(false);
    if (now?.kind === 'scrub') playback.endScrub();
    else if (now?.kind === 'pan' && !now.moved) {
      const { atMs, mark } = hit(event);
      if (mark === undefined) playback.jump(atMs);
      else if (onMark === undefined) playback.jump(Date.parse(mark.at));
      else onMark(mark);
    }
  };
  const leave = () => {
    hoverX.current = undefined;
    setHover(undefined);
  };
  const pressed = (event: KeyboardEvent) => {
    const span = view.get();
    if (event.key === '+' || event.key === '=' || event.key === 'ArrowUp')
      view.set(zoomAbout(around(playback.playhead.atMs, spanOf(span)), playback.playhead.atMs, 0.5));
    else if (event.key === '-' || event.key === 'ArrowDown')
      view.set(zoomAbout(around(playback.playhead.atMs, spanOf(span)), playback.playhead.atMs, 2));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={box} className="mc-timeline" style={{ height }} data-held={held || undefined}>
      <canvas ref={still} className="mc-timeline-canvas" />
      <canvas
        ref={moving}
        className="mc-timeline-canvas"
        data-testid="timeline"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onPointerLeave={leave}
      />
      <LineHandle playback={playback} onKeyDown={pressed} label={t('playback.timeline.label')} />
      {lanes.map(({ kind, cameraId, windowId, top, height: tall }) => (
        <span
          key={`${kind}${cameraId ?? windowId ?? ''}`}
          className="mc-timeline-lane"
          style={{ top, height: tall, lineHeight: `${tall}px` }}
        >
          {kind === 'occupancy'
            ? t('occupancy.laneOf', { code: occupancy.find((one) => one.windowId === windowId)?.code ?? '' })
            : cameraId === undefined
              ? t(`playback.lane.${kind}`)
              : cameras.find(({ id }) => id === cameraId)?.name}
        </span>
      ))}
      {hover !== undefined && width > 0 && (
        <HoverCard
          hit={hover}
          width={width}
          msPerPx={msPerPx(view.get(), width)}
          previewOf={held ? undefined : (hover.lane?.cameraId ?? previewOf)}
          coverage={coverage}
          profiles={line.profiles}
        />
      )}
    </div>
  );
}

/** For those who do not point: where the playhead is, in words; arrows up and down zoom. */
function LineHandle(props: { playback: Playback; onKeyDown: (event: KeyboardEvent) => void; label: string }) {
  const atMs = usePlayheadAt(props.playback, 1000);
  return (
    <div
      className="mc-timeline-handle"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={instantText(atMs)}
      onKeyDown={props.onKeyDown}
    />
  );
}

function useWheel(
  box: React.RefObject<HTMLDivElement | null>,
  onWheel: (event: WheelEvent, x: number) => void,
): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const turned = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      latest.current(event, event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [box]);
}

interface Drawing {
  readonly playback: Playback;
  readonly line: TimelineData;
  readonly lanes: ReturnType<typeof lanesOf>;
  readonly width: number;
  readonly height: number;
  readonly still: React.RefObject<HTMLCanvasElement | null>;
  readonly moving: React.RefObject<HTMLCanvasElement | null>;
  readonly hoverX: React.RefObject<number | undefined>;
  readonly grip: React.RefObject<Grip | undefined>;
  readonly clockNow: () => number;
}

/** With each frame of the page, what has changed: the line seldom, the playhead while it moves. */
function useDrawing(drawing: Drawing): void {
  const latest = useRef(drawing);
  latest.current = drawing;
  const dirty = useRef(true);
  const { line, lanes, width, height, playback } = drawing;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever of these changes, the line is drawn again
  useEffect(() => {
    dirty.current = true;
  }, [line, lanes, width, height]);
  useEffect(() => {
    let ink: ReturnType<typeof inkOf> | undefined;
    let headWas = '';
    let headMs = playback.playhead.atMs;
    let nowDrawn = 0;
    const themed = new MutationObserver(() => {
      ink = undefined;
      dirty.current = true;
    });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const unview = latest.current.line.view.subscribe(() => {
      dirty.current = true;
    });
    const unframe = playback.onFrame((atMs) => {
      const { still, moving, line, lanes, width, height, clockNow, hoverX, grip } = latest.current;
      if (still.current === null || moving.current === null || width === 0) return;
      const { view } = line;
      if (playback.playhead.state.playing && grip.current === undefined) {
        const next = following(view.get(), headMs, atMs);
        if (next !== view.get()) view.set(next);
      }
      headMs = atMs;
      ink ??= inkOf(still.current);
      const span = view.get();
      const nowMs = clockNow();
      // The edge of what has happened moves, too.
      if (nowMs < span.toMs && nowMs - nowDrawn > msPerPx(span, width)) dirty.current = true;
      const drawLineNow = dirty.current;
      if (drawLineNow) {
        const context = sharpen(still.current, width, height);
        if (context !== null)
          drawLine(
            { context, width, height, ink, view: span },
            lanes,
            line.coverage,
            line.marks,
            line.occupancy,
            nowMs,
          );
        nowDrawn = nowMs;
        dirty.current = false;
      }
      const marks = playback.playhead.state.marks;
      const head = `${Math.round(xOf(span, width, atMs) * 2)} ${hoverX.current ?? ''} ${marks.inMs} ${marks.outMs}`;
      if (head === headWas && !drawLineNow) return;
      headWas = head;
      const context = sharpen(moving.current, width, height);
      if (context !== null)
        drawHead(
          { context, width, height, ink, view: span },
          { headMs: atMs, hoverX: hoverX.current, marks },
        );
    });
    return () => {
      themed.disconnect();
      unview();
      unframe();
    };
  }, [playback]);
}
