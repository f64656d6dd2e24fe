/** The list at the left: only the rows in view are drawn; the chosen one stays where it is on screen. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../../server/contract/alerts.ts';
import { useSize } from '../../lib/use-size.ts';
import { AlertRow } from './alert-row.tsx';

export const ROW_HEIGHT = 60;
/** Rows drawn above and below those in view. */
const SPARE = 6;

export interface AlertListProps {
  readonly rows: readonly Alert[];
  readonly fresh: ReadonlySet<string>;
  readonly chosenId: string | undefined;
  readonly marked: ReadonlySet<string>;
  readonly canMark: boolean;
  readonly now: number;
  /** There are more below. */
  readonly onMore: (() => void) | undefined;
  readonly onOpen: (cardId: string) => void;
  readonly onMark: (cardId: string) => void;
  readonly onPoint: (isPointed: boolean) => void;
}

export function AlertList(props: AlertListProps) {
  const { t } = useTranslation();
  const { rows, chosenId, onMore } = props;
  const [box, { height }] = useSize<HTMLDivElement>();
  const [scrolled, setScrolled] = useState(0);
  const first = Math.max(0, Math.floor(scrolled / ROW_HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((scrolled + height) / ROW_HEIGHT) + SPARE);
  useEffect(() => {
    if (onMore !== undefined && last >= rows.length - SPARE) onMore();
  }, [onMore, last, rows.length]);

  // A new order moves rows, not what is being looked at.
  const at = rows.findIndex(({ id }) => id === chosenId);
  const before = useRef({ at, chosenId });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { at, chosenId };
    const scroller = box.current;
    if (scroller === null || at < 0) return;
    if (was.chosenId === chosenId && was.at >= 0 && was.at !== at) {
      const onScreen = was.at * ROW_HEIGHT - scroller.scrollTop;
      if (onScreen > -ROW_HEIGHT && onScreen < scroller.clientHeight)
        scroller.scrollTop += (at - was.at) * ROW_HEIGHT;
    } else if (was.chosenId !== chosenId) {
      const top = at * ROW_HEIGHT;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + ROW_HEIGHT > scroller.scrollTop + scroller.clientHeight)
        scroller.scrollTop = top + ROW_HEIGHT - scroller.clientHeight;
    }
  }, [at, chosenId, box]);

  return (
    <div
      ref={box}
      className="mc-alert-list"
      role="listbox"
      aria-label={t('alerts.title')}
      aria-multiselectable={props.canMark}
      tabIndex={0}
      data-testid="alert-list"
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      onPointerEnter={() => props.onPoint(true)}
      onPointerLeave={() => props.onPoint(false)}
    >
      <div style={{ height: rows.length * ROW_HEIGHT }} role="presentation">
        {rows.slice(first, last).map((card, index) => (
          <AlertRow
            key={card.id}
            card={card}
            top={(first + index) * ROW_HEIGHT}
            chosen={card.id === chosenId}
            marked={props.marked.has(card.id)}
            gone={!props.fresh.has(card.id)}
            canMark={props.canMark}
            now={props.now}
            onOpen={props.onOpen}
            onMark={props.onMark}
          />
        ))}
      </div>
    </div>
  );
}
