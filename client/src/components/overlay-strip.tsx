/** One window's live status under its picture, as of the frame on screen. */
import { memo, type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { WindowStatus } from '../../../server/contract/overlays.ts';
import type { Window } from '../../../server/contract/places.ts';
import { limitText, readClock, remainingText, workingSpanText } from '../lib/case-clock.ts';
import { type PictureTime, ShownStatus } from '../lib/overlays/shown-status.ts';
import { useServices } from '../lib/services.ts';
import { clockText, instantText } from '../lib/time.ts';
import { useLineDown } from '../lib/use-line-down.ts';
import { useNow } from '../lib/use-now.ts';
import { OccupancyStrip } from './occupancy/occupancy-strip.tsx';
import { StageDots } from './stage-dots.tsx';
import './overlay-strip.css';

/** The status to show for a window beside a picture; undefined while it is being fetched. */
export function useShownStatus(windowId: string, picture: PictureTime | undefined): WindowStatus | undefined {
  const { overlays, clock } = useServices();
  const shown = useMemo(
    () => new ShownStatus({ store: overlays, windowId, picture, serverNow: () => clock.now() }),
    [overlays, windowId, picture, clock],
  );
  return useSyncExternalStore(shown.subscribe, shown.get);
}

export interface OverlayStripProps {
  readonly window: Window;
  readonly picture: PictureTime | undefined;
}

export const OverlayStrip = memo(function OverlayStrip({ window, picture }: OverlayStripProps) {
  const { clock, overlays } = useServices();
  const status = useShownStatus(window.id, picture);
  const stale = useLineDown();
  useNow(status?.case == null ? undefined : 5000);
  return (
    <StatusStrip
      window={window}
      status={status}
      now={clock.now()}
      stale={stale}
      refused={overlays.refused(window.id)}
    >
      <OccupancyStrip windowId={window.id} hallId={window.hallId} state={status?.state} />
    </StatusStrip>
  );
});

export interface StatusStripProps {
  readonly window: Pick<Window, 'id' | 'code' | 'name'> & { readonly departmentName?: string };
  /** Undefined: it is being fetched. */
  readonly status: WindowStatus | undefined;
  /** The instant that the clock is read for. */
  readonly now: number;
  /** The line is down: what is shown may be old. */
  readonly stale?: boolean;
  readonly refused?: boolean;
  /** Below it. */
  readonly children?: ReactNode;
}

/** A window's status in words, of whatever instant. */
export function StatusStrip(props: StatusStripProps) {
  const { window, status, now, stale = false, refused = false } = props;
  const { t } = useTranslation();
  const caseClock = status?.case?.clock ?? undefined;
  const colour = caseClock === undefined ? undefined : readClock(caseClock, now).colour;
  const state = status?.state ?? 'loading';
  return (
    <div
      className="mc-strip"
      data-testid="overlay-strip"
      data-window-id={window.id}
      data-version={status?.version ?? ''}
      data-stage={status?.case?.stage ?? ''}
      data-state={state}
      data-colour={colour ?? ''}
      data-stale={stale}
    >
      <div className="mc-strip-row">
        <span className="mc-strip-number">{t('window.number', { code: window.code })}</span>
        <span className="mc-strip-state" title={stateHint(status, t('window.unknownHint'))}>
          {refused
            ? t('window.refused')
            : status === undefined
              ? t('window.connecting')
              : t(`window.${status.state}`)}
        </span>
        {stale && <span className="mc-strip-stale">{t('window.stale')}</span>}
        {status?.ticket != null && <span className="mc-strip-state mc-strip-ticket">{status.ticket}</span>}
        <span
          className="mc-strip-name"
          title={[window.departmentName, window.name].filter((part) => part !== undefined).join(' · ')}
        >
          {window.name}
        </span>
        {status?.clerk != null && <span className="mc-strip-clerk">{status.clerk}</span>}
      </div>
      {status?.case != null && <CaseRows case={status.case} now={now} />}
      {props.children}
    </div>
  );
}

function stateHint(status: WindowStatus | undefined, unknown: string): string {
  if (status === undefined) return '';
  return status.version === 0 ? unknown : `${instantText(status.at)} · v${status.version}`;
}

/** So many last characters of a case number tell it from its neighbours; they stay when room is short. */
const CASE_TAIL = 6;

function CaseRows({ case: shown, now }: { case: NonNullable<WindowStatus['case']>; now: number }) {
  const { t } = useTranslation();
  const reading = shown.clock === null ? undefined : readClock(shown.clock, now);
  return (
    <>
      <div className="mc-strip-row mc-strip-case-row">
        <span className="mc-strip-case" title={shown.caseNo}>
          <span className="mc-strip-case-head">{shown.caseNo.slice(0, -CASE_TAIL)}</span>
          <span className="mc-strip-case-tail">{shown.caseNo.slice(-CASE_TAIL)}</span>
        </span>
        <span
          className="mc-strip-matter"
          title={`${shown.matterName}${shown.applicant === null ? '' : ` · ${shown.applicant}`} · ${t('window.since', { at: clockText(shown.startedAt) })}`}
        >
          {shown.matterName}
        </span>
      </div>
      <div className="mc-strip-row mc-strip-progress">
        <StageDots stage={shown.stage} />
        {reading !== undefined && shown.clock !== null && (
          <>
            <span className="mc-clock-bar">
              <i
                className="mc-clock-fill"
                data-colour={reading.colour}
                style={{ width: `${reading.share * 100}%` }}
              />
            </span>
            <span
              className="mc-strip-remaining"
              title={`${t('clock.used', {
                used: workingSpanText(reading.usedMs, shown.clock.workingDayMs, t),
                limit: limitText(shown.clock.limit, t),
              })}\n${shown.clock.dueAt === null ? t('clock.noDue') : t('clock.due', { at: instantText(shown.clock.dueAt) })}`}
            >
              <span className="mc-strip-long">{remainingText(shown.clock, now, t)}</span>
              <span className="mc-strip-short" aria-hidden="true">
                {remainingText(shown.clock, now, t, 1)}
              </span>
            </span>
          </>
        )}
      </div>
    </>
  );
}
