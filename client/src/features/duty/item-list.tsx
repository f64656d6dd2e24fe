/** What happened, or waits, a line each; by arrows and Enter as well as by the mouse. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DutyItem } from '../../../../server/contract/duty.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { agoText, instantText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { itemPlace, itemWords } from './item-words.ts';

const LEVELS = ['warning', 'yellow', 'red'] as const;

export function ItemList({
  items,
  label,
  most,
}: {
  items: readonly DutyItem[];
  label: string;
  most: number;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useNow(30_000);
  const move = (by: number) => {
    const lines = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    const at = lines.indexOf(document.activeElement as HTMLAnchorElement);
    lines[Math.max(0, Math.min(lines.length - 1, at + by))]?.focus();
  };
  return (
    <>
      <ul
        ref={list}
        className="mc-duty-list"
        aria-label={label}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          move(event.key === 'ArrowDown' ? 1 : -1);
        }}
      >
        {items.map((item) => (
          <li key={`${item.kind} ${item.id}`}>
            <Link to={item.link} className="mc-duty-item" data-kind={item.kind} data-urgent={item.urgent}>
              <time dateTime={item.at} title={instantText(item.at)}>
                {agoText(item.at, Date.now(), t)}
              </time>
              <span className="mc-duty-kind">
                <Mark item={item} />
                {t(`duty.kind.${item.kind}`)}
              </span>
              <span className="mc-duty-words" title={itemWords(item, t)}>
                {itemWords(item, t)}
                {item.urgent && <em className="mc-duty-urgent">{t('duty.urgent')}</em>}
              </span>
              <span className="mc-duty-place" title={itemPlace(item, t)}>
                {itemPlace(item, t)}
              </span>
              <span className="mc-duty-taken">
                {item.takenBy !== null && t('duty.takenBy', { name: item.takenBy })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {items.length >= most && <p className="mc-muted">{t('duty.more', { n: most })}</p>}
    </>
  );
}

/** A card is drawn as one; a lead has its colour; the rest is told by its word. */
function Mark({ item }: { item: DutyItem }) {
  if (item.kind === 'card') {
    const level = LEVELS.find((each) => each === item.values.level);
    return level === undefined ? null : <AlertCard level={level} bare />;
  }
  return <span className="mc-duty-mark" aria-hidden="true" />;
}
