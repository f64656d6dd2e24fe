/** The plan's picture with its marks: zoomed about the cursor, dragged about, and arranged by mouse or keyboard. */
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSize } from '../../../lib/use-size.ts';
import type { Spot } from './plan-positions.ts';

export interface PlanCanvasProps {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly onDropThing: ((id: string, at: Spot) => void) | undefined;
  readonly onBackground: () => void;
  readonly children: (spotAt: (event: PointerEvent | globalThis.PointerEvent) => Spot) => ReactNode;
}

const ZOOM_MOST = 6;

export function PlanCanvas(props: PlanCanvasProps) {
  const { t } = useTranslation();
  const [box, size] = useSize<HTMLDivElement>();
  const sheet = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const fit = Math.min(size.width / props.width, size.height / props.height) || 0;
  const width = Math.floor(props.width * fit * zoom);
  const height = Math.floor(props.height * fit * zoom);
  const zoomTo = (next: number, about?: { x: number; y: number }) => {
    const { current } = box;
    const to = Math.min(ZOOM_MOST, Math.max(1, next));
    if (current === null) return;
    const at = about ?? { x: current.clientWidth / 2, y: current.clientHeight / 2 };
    const spot = { x: (current.scrollLeft + at.x) / zoom, y: (current.scrollTop + at.y) / zoom };
    setZoom(to);
    // Once the sheet has its new size; what was under the cursor stays there.
    requestAnimationFrame(() => current.scrollTo(spot.x * to - at.x, spot.y * to - at.y));
  };
  const latest = useRef(zoomTo);
  latest.current = zoomTo;
  const zoomed = useRef(zoom);
  zoomed.current = zoom;
  useEffect(() => {
    const { current } = box;
    // React listens to the wheel passively, and then the page would scroll as well.
    const wheel = (event: WheelEvent) => {
      if (current === null) return;
      event.preventDefault();
      const rect = current.getBoundingClientRect();
      latest.current(zoomed.current * 2 ** (-event.deltaY / 400), {
        x: event.clientX - rect.left,
        y: event.clientY - rect.top,
      });
    };
    current?.addEventListener('wheel', wheel, { passive: false });
    return () => current?.removeEventListener('wheel', wheel);
  }, [box]);
  const spotAt = (event: { clientX: number; clientY: number }): Spot => {
    const rect = sheet.current?.getBoundingClientRect() ?? new DOMRect();
    return { x: (event.clientX - rect.left) / rect.width, y: (event.clientY - rect.top) / rect.height };
  };
  /** Dragging the background moves the sheet. */
  const pan = (event: PointerEvent) => {
    const { current } = box;
    if (current === null || (event.target as Element).closest('.mc-plan-mark') !== null) return;
    props.onBackground();
    const from = { x: event.clientX + current.scrollLeft, y: event.clientY + current.scrollTop };
    const move = (moved: globalThis.PointerEvent) =>
      current.scrollTo(from.x - moved.clientX, from.y - moved.clientY);
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  };
  return (
    <div className="mc-plan-frame">
      <div ref={box} className="mc-plan-box" onPointerDown={pan}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the list beside puts things by keyboard */}
        <div
          ref={sheet}
          className="mc-plan-sheet"
          // Plans are drawn dark on white: what lies on them has the colours of a light ground, whatever the page's.
          data-theme="light"
          style={{ width, height }}
          onDragOver={(event) => props.onDropThing !== undefined && event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            props.onDropThing?.(event.dataTransfer.getData('text/plain'), spotAt(event));
          }}
        >
          <img src={props.src} alt={t('plan.title')} draggable={false} />
          {props.children(spotAt)}
        </div>
      </div>
      <div className="mc-plan-zoom">
        <button
          type="button"
          className="mc-button"
          aria-label={t('plan.zoomIn')}
          onClick={() => zoomTo(zoom * 1.5)}
        >
          +
        </button>
        <button
          type="button"
          className="mc-button"
          aria-label={t('plan.zoomOut')}
          onClick={() => zoomTo(zoom / 1.5)}
        >
          −
        </button>
        <button type="button" className="mc-button" onClick={() => zoomTo(1)} disabled={zoom === 1}>
          {t('plan.fit')}
        </button>
      </div>
    </div>
  );
}
