import { useTranslation } from 'react-i18next';
import type { CameraHealth } from '../../../../server/contract/health.ts';
import { agoText, instantText, shortInstantText, spanText } from '../../lib/time.ts';
import { DayStrip } from './day-strip.tsx';
import { causeWords, otherFaults } from './fault-words.ts';
import type { Thumbnail } from './use-thumbnails.ts';

/** Worse than this, a camera's clock is worth a word. */
const CLOCK_OFF_MS = 30_000;

export function HealthRow(props: {
  row: CameraHealth;
  nowMs: number;
  thumbnail: Thumbnail | undefined;
  isOpen: boolean;
  onOpen: (cameraId: string) => void;
}) {
  const { t } = useTranslation();
  const { row, nowMs, thumbnail } = props;
  const { fault, cause, faultSince } = row;
  const others = otherFaults(row, t);
  return (
    <button
      type="button"
      className="mc-health-row"
      data-camera={row.cameraId}
      data-open={props.isOpen}
      onClick={() => props.onOpen(row.cameraId)}
    >
      <Picture thumbnail={thumbnail} isOffline={row.state !== 'online'} />
      <span className="mc-health-name">
        <b title={row.name}>{row.name}</b>
        <small title={row.hallName}>{row.hallName}</small>
      </span>
      <span className="mc-health-state">
        {fault === null ? (
          <span className="mc-muted">{t(row.checkedAt === null ? 'health.unknown' : 'health.well')}</span>
        ) : (
          <>
            <span>
              <b className="mc-health-fault" data-fault={fault}>
                {t(`health.fault.${fault}`)}
              </b>
              {cause !== null && <span> {causeWords(cause, t)}</span>}
            </span>
            {faultSince !== null && (
              <small title={instantText(faultSince)}>
                {t('time.since', { at: shortInstantText(faultSince, nowMs) })}
                {' · '}
                {t('time.lasting', { span: spanText(nowMs - Date.parse(faultSince), t) })}
              </small>
            )}
          </>
        )}
        {others !== undefined && <small>{others}</small>}
        {row.skipped !== null && <small>{t(`health.skipped.${row.skipped}`)}</small>}
      </span>
      <DayStrip day={row.day} nowMs={nowMs} />
      <Figures row={row} />
      <span className={row.reconnects24h === 0 ? 'mc-muted' : ''}>
        {row.reconnects24h === 0 ? '—' : t('health.reconnects', { n: row.reconnects24h })}
      </span>
      <span className={isClockOff(row) ? 'mc-health-off' : 'mc-muted'}>
        {row.clockOffsetMs === null ? '—' : t('health.offset', { s: signed(row.clockOffsetMs) })}
      </span>
      <span className="mc-muted" title={row.checkedAt === null ? undefined : instantText(row.checkedAt)}>
        {row.checkedAt === null ? '—' : agoText(row.checkedAt, nowMs, t)}
      </span>
    </button>
  );
}

function Picture({ thumbnail, isOffline }: { thumbnail: Thumbnail | undefined; isOffline: boolean }) {
  const { t } = useTranslation();
  if (!thumbnail)
    return <span className="mc-health-thumb mc-health-thumb-none">{t('health.noPicture')}</span>;
  return (
    <img
      className="mc-health-thumb"
      data-old={isOffline}
      src={thumbnail.picture}
      alt=""
      title={t('health.lastPicture', { at: instantText(thumbnail.at) })}
    />
  );
}

function Figures({ row }: { row: CameraHealth }) {
  const { t } = useTranslation();
  const { fps, bitrateKbps, expectedKbps } = row;
  if (row.state !== 'online' || (fps === null && bitrateKbps === null))
    return (
      <span className="mc-muted mc-health-figures">
        {expectedKbps === null ? '—' : t('health.kbps', { n: Math.round(expectedKbps) })}
      </span>
    );
  const isLow = bitrateKbps !== null && expectedKbps !== null && bitrateKbps < expectedKbps * 0.4;
  return (
    <span className="mc-health-figures">
      <span>{fps === null ? '—' : t('health.fps', { n: Math.round(fps) })}</span>
      {bitrateKbps !== null && (
        <small className={isLow ? 'mc-health-off' : ''}>
          {expectedKbps === null
            ? t('health.kbps', { n: Math.round(bitrateKbps) })
            : t('health.ofKbps', { n: Math.round(bitrateKbps), of: Math.round(expectedKbps) })}
        </small>
      )}
    </span>
  );
}

const isClockOff = ({ clockOffsetMs }: CameraHealth): boolean =>
  clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_OFF_MS;

function signed(ms: number): string {
  if (Math.abs(ms) < 50) return '0';
  const seconds = Math.abs(ms) < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));
  return ms > 0 ? `+${seconds}` : seconds;
}
