/** One window's status at its own place in the picture: a dark plate, in the colour of its card or its clock. */
import type { CSSProperties, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import { readClock, remainingText } from '../../lib/case-clock.ts';
import { AlertCard } from '../alert-card.tsx';
import { StageDots } from '../stage-dots.tsx';
import type { LabelDetail } from './label-detail.ts';
import type { LabelledWindow } from './labels-of.ts';
import type { Rect } from './rect.ts';
import { useFresh } from './use-fresh.ts';
import type { LabelStatus } from './use-status-of.ts';

export interface StatusLabelProps extends LabelStatus {
  readonly window: LabelledWindow;
  readonly detail: LabelDetail;
  readonly place: Rect;
  /** A lead, nobody there. */
  readonly marks?: ReactNode;
  readonly tabIndex: number;
  readonly describedBy: string | undefined;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
  readonly ref: Ref<HTMLButtonElement>;
}

const ONE_ROW = '1.9em';
/** So many last characters of a case number tell it from its neighbours; they stay when room is short. */
const CASE_TAIL = 6;

export function StatusLabel(props: StatusLabelProps) {
  const { t } = useTranslation();
  const { window, status, now, detail, place, stale, refused } = props;
  const shown = status?.case ?? undefined;
  const reading = shown?.clock == null ? undefined : readClock(shown.clock, now);
  const card = shown?.card ?? undefined;
  const pulse = useFresh(card?.issuedAt);
  const state = refused
    ? t('window.refused')
    : status === undefined
      ? t('window.connecting')
      : t(`window.${status.state}`);
  return (
    <button
      ref={props.ref}
      type="button"
      className="mc-label"
      data-testid="window-label"
      data-window-id={window.id}
      data-version={status?.version ?? ''}
      data-stage={shown?.stage ?? ''}
      data-detail={detail}
      data-state={status?.state ?? 'loading'}
      data-colour={reading?.colour ?? ''}
      data-card={card?.level}
      data-fresh={pulse !== undefined}
      data-stale={stale}
      tabIndex={props.tabIndex}
      aria-describedby={props.describedBy}
      style={{ left: place.x, width: place.width, ...heightOf(props, shown !== undefined), ...pulse }}
      onPointerEnter={props.onEnter}
      onPointerLeave={props.onLeave}
      onFocus={props.onEnter}
      onBlur={props.onLeave}
    >
      <span className="mc-label-row">
        <b className="mc-label-number">{t('window.number', { code: window.code })}</b>
        {card !== undefined && <AlertCard level={card.level} bare />}
        <span className="mc-label-state">{state}</span>
        {props.marks}
        {stale && <span className="mc-strip-stale">{t('window.stale')}</span>}
        {detail === 'full' && (
          <>
            {status?.ticket != null && <span className="mc-label-quiet">{status.ticket}</span>}
            {status?.clerk != null && <span className="mc-label-clerk">{status.clerk}</span>}
          </>
        )}
      </span>
      {detail === 'full' && shown !== undefined && <CaseRows shown={shown} now={now} />}
      {detail !== 'mini' && reading !== undefined && (
        <span className="mc-label-bar" aria-hidden="true">
          <i
            className="mc-clock-fill"
            data-colour={reading.colour}
            style={{ width: `${reading.share * 100}%` }}
          />
        </span>
      )}
    </button>
  );
}

/** Without a case there is one row to say, at the edge next to the zone: the rest of the room stays picture. */
function heightOf({ detail, place }: StatusLabelProps, hasCase: boolean): CSSProperties {
  if (detail !== 'full' || hasCase) return { top: place.y, height: place.height };
  return { top: `calc(${place.y + place.height}px - ${ONE_ROW})`, height: ONE_ROW };
}

function CaseRows({ shown, now }: { shown: NonNullable<WindowStatus['case']>; now: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="mc-label-row mc-label-case">
        <span className="mc-strip-case-head">{shown.caseNo.slice(0, -CASE_TAIL)}</span>
        <span className="mc-strip-case-tail">{shown.caseNo.slice(-CASE_TAIL)}</span>
      </span>
      <span className="mc-label-row mc-label-progress">
        <StageDots stage={shown.stage} />
        {shown.clock !== null && (
          <span className="mc-label-left">{remainingText(shown.clock, now, t, 1)}</span>
        )}
      </span>
    </>
  );
}
