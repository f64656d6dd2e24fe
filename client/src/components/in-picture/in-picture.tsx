/**
 * The record on the picture: each window's status drawn at its own zone, as of the frame on screen. Lies over a box
 * with a picture in it (`object-fit: contain`), and finds the picture there.
 */
import { memo, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { PictureTime } from '../../lib/overlays/shown-status.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useSize } from '../../lib/use-size.ts';
import { DetailsCard } from './details-card.tsx';
import { labelsOf, type WindowInPicture, type ZonedLabel } from './labels-of.ts';
import { LiveMarks } from './live-marks.tsx';
import { around, containedRect, type Rect, type Size } from './rect.ts';
import { StatusLabel } from './status-label.tsx';
import { useOverlayKey } from './use-overlay-key.ts';
import { type LabelStatus, useLiveStatus } from './use-status-of.ts';
import './in-picture.css';

/** Where a window's status comes from. */
export type StatusSource =
  /** `now`: it is the picture of now, not one of some minutes ago. */
  | { readonly kind: 'live'; readonly picture: PictureTime | undefined; readonly now: boolean }
  | { readonly kind: 'known'; readonly of: (windowId: string) => LabelStatus };

export interface InPictureProps {
  readonly windows: readonly WindowInPicture[];
  readonly source: StatusSource;
  /** The picture's width over its height; left out: it fills its box. */
  readonly ratio?: number;
  /** What share of the free height is above the picture. */
  readonly alignY?: number;
  /** What lies over the box already. Always the same function. */
  readonly taken?: (box: Size) => readonly Rect[];
  readonly tabIndex?: number;
}

export const InPicture = memo(function InPicture(props: InPictureProps) {
  useOverlayKey();
  const mode = usePreferences((preferences) => preferences.overlay);
  const [box, size] = useSize<HTMLDivElement>();
  const { windows, ratio, alignY = 0.5, taken } = props;
  const placed = useMemo(() => {
    if (mode === 'hidden' || size.width === 0 || size.height === 0) return undefined;
    const picture = containedRect(size, ratio ?? size.width / size.height, alignY);
    return labelsOf({ windows, mode, box: size, picture, taken: taken?.(size) ?? [] });
  }, [windows, mode, size, ratio, alignY, taken]);
  return (
    <div
      ref={box}
      className="mc-in-picture"
      data-testid="in-picture"
      data-mode={mode}
      style={{ '--mc-label-em': `${placed?.typePx ?? 12}px` } as React.CSSProperties}
    >
      {placed?.labels.map((label) => {
        const shared = { label, box, tabIndex: props.tabIndex ?? 0 };
        return props.source.kind === 'live' ? (
          <LiveLabel
            key={label.window.id}
            {...shared}
            picture={props.source.picture}
            now={props.source.now}
          />
        ) : (
          <Label key={label.window.id} {...shared} status={props.source.of(label.window.id)} />
        );
      })}
    </div>
  );
});

interface LabelProps {
  readonly label: ZonedLabel;
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly tabIndex: number;
}

function LiveLabel({
  picture,
  now,
  ...rest
}: LabelProps & { picture: PictureTime | undefined; now: boolean }) {
  const { id, hallId } = rest.label.window;
  const status = useLiveStatus(id, picture);
  const marks = now && <LiveMarks windowId={id} hallId={hallId} state={status.status?.state} />;
  return <Label {...rest} status={status} marks={marks} />;
}

/** The pointer may go over to the card. */
const LEAVE_MS = 180;

function Label(props: LabelProps & { status: LabelStatus; marks?: ReactNode }) {
  const { label, status, box, marks, tabIndex } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<{ person: Rect; label: Rect }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const enter = () => {
    clearTimeout(timer.current);
    const at = box.current?.getBoundingClientRect();
    if (at === undefined) return;
    const onScreen = (rect: Rect): Rect => ({ ...rect, x: rect.x + at.x, y: rect.y + at.y });
    const { clerk, applicant, place } = label;
    const person = applicant === undefined ? clerk : around(clerk, applicant);
    setOpen((before) => before ?? { person: onScreen(person), label: onScreen(place) });
  };
  const leave = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(undefined), LEAVE_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isOpen = open !== undefined;
  useEffect(() => {
    if (!isOpen) return;
    // Before the page's own Escape, which would go back.
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(undefined);
    };
    window.addEventListener('keydown', pressed, true);
    return () => window.removeEventListener('keydown', pressed, true);
  }, [isOpen]);
  return (
    <>
      <StatusLabel
        {...status}
        ref={button}
        window={label.window}
        detail={label.detail}
        place={label.place}
        marks={marks}
        tabIndex={tabIndex}
        describedBy={isOpen ? id : undefined}
        onEnter={enter}
        onLeave={leave}
      />
      {open !== undefined && (
        <DetailsCard {...status} {...open} id={id} window={label.window} onEnter={enter} onLeave={leave} />
      )}
    </>
  );
}
