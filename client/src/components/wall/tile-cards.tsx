/** The cards that stand on the cases at a tile's windows, and leads that wait there, in its corner; each opens. Its frame is drawn from them. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import { useMay } from '../../lib/me.ts';
import type { PictureTime } from '../../lib/overlays/shown-status.ts';
import { useServices } from '../../lib/services.ts';
import { instantText, spanText } from '../../lib/time.ts';
import { useAge } from '../../lib/use-age.ts';
import { AlertCard } from '../alert-card.tsx';
import { LeadBadge } from '../leads/lead-badge.tsx';
import { useShownStatus } from '../overlay-strip.tsx';
import type { PlacedWindow } from './placed-windows.ts';

type Card = NonNullable<NonNullable<WindowStatus['case']>['card']>;

export function TileCards(props: {
  windows: readonly PlacedWindow[];
  picture: PictureTime | undefined;
  /** The tile's own place among what Tab reaches. */
  tabIndex: number;
}) {
  const { windows, picture, tabIndex } = props;
  return (
    <div className="mc-tile-cards">
      {windows.map(({ window }) => (
        <CardOfWindow
          key={window.id}
          windowId={window.id}
          code={windows.length > 1 ? window.code : undefined}
          picture={picture}
          tabIndex={tabIndex}
        />
      ))}
      {windows.map(({ window }) => (
        <LeadBadge
          key={window.id}
          windowId={window.id}
          code={windows.length > 1 ? window.code : undefined}
          tabIndex={tabIndex}
        />
      ))}
    </div>
  );
}

function CardOfWindow(props: {
  windowId: string;
  /** Said where there is more than one window. */
  code: string | undefined;
  picture: PictureTime | undefined;
  tabIndex: number;
}) {
  const status = useShownStatus(props.windowId, props.picture);
  const card = status?.case?.card;
  if (card == null) return null;
  return <CornerCard key={card.id} {...props} card={card} caseNo={status?.case?.caseNo ?? ''} />;
}

/** So long a card is fresh (ui.md). */
const FRESH_MS = 10_000;

function CornerCard(props: { card: Card; caseNo: string; code: string | undefined; tabIndex: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const { clock } = useServices();
  const { card, code, caseNo } = props;
  const ageMs = useAge(card.issuedAt);
  // Fixed when it appears: the pulse ends ten seconds after it was issued, however often this is drawn.
  const pulse = useMemo(() => {
    const age = clock.now() - Date.parse(card.issuedAt);
    return age < FRESH_MS ? { '--mc-pulse-delay': `${-Math.max(0, Math.round(age))}ms` } : undefined;
  }, [card.issuedAt, clock]) as React.CSSProperties | undefined;
  const content = (
    <>
      {code !== undefined && <span>{t('window.number', { code })}</span>}
      <AlertCard level={card.level} />
      <span className="mc-tile-card-age">
        {ageMs < FRESH_MS ? t('alerts.tile.fresh') : t('alerts.tile.ago', { span: spanText(ageMs, t) })}
      </span>
    </>
  );
  const shared = {
    className: 'mc-tile-card',
    'data-testid': 'tile-card',
    'data-level': card.level,
    'data-alert-id': card.id,
    'data-fresh': pulse !== undefined,
    style: pulse,
    title: `${caseNo} · ${instantText(card.issuedAt)}`,
  };
  if (!may('alerts:read')) return <span {...shared}>{content}</span>;
  return (
    <Link
      {...shared}
      to={`/alerts/${card.id}`}
      tabIndex={props.tabIndex}
      aria-label={`${t('alerts.tile.open', { level: t(`alerts.level.${card.level}`) })} ${caseNo}`}
      onClick={(event) => event.stopPropagation()}
    >
      {content}
    </Link>
  );
}
