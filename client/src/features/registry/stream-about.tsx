/** How a camera profile is served: by which source and why, how it fares, and whether it is encoded again. */
import { useTranslation } from 'react-i18next';
import type { StreamStatusWire } from '../../../../server/contract/cameras.ts';
import { codeWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import './stream-about.css';

/** One line for a row of a list; the details on hover. */
export function StreamLine({ status, name }: { status: StreamStatusWire | undefined; name: string }) {
  const { t } = useTranslation();
  const health = healthOf(status);
  const about = useAbout(status);
  return (
    <div className="mc-stream-line" data-health={health} title={about.join('\n')} data-testid="stream-line">
      <i aria-hidden="true" />
      <span className="mc-muted">{name}</span>
      <span>{t(`stream.health.${health}`)}</span>
      {status?.source != null && <span>{t(`stream.source.${status.source.kind}`)}</span>}
      {health === 'offline' && status?.fault != null && (
        <span className="mc-stream-line-why">{codeWords('fault', status.fault.code, t)}</span>
      )}
      {status?.transcode != null && health !== 'idle' && (
        <span>{t(`stream.transcode.${status.transcode.state}`)}</span>
      )}
    </div>
  );
}

/** All that is known, for the camera's drawer. */
export function StreamAbout({ status, name }: { status: StreamStatusWire | undefined; name: string }) {
  const { t } = useTranslation();
  const health = healthOf(status);
  const about = useAbout(status);
  return (
    <section className="mc-stream-about" data-health={health} data-testid="stream-about">
      <h4>
        <i aria-hidden="true" />
        {name} · {t(`stream.health.${health}`)}
      </h4>
      {about.length > 0 && (
        <ul>
          {about.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

type Health = 'live' | 'starting' | 'offline' | 'idle';

/** Nobody wants it, it is fine, it is on its way, or something is wrong. */
function healthOf(status: StreamStatusWire | undefined): Health {
  if (status === undefined) return 'idle';
  if (status.state === 'live') return 'live';
  if (status.transcode?.state === 'queued') return 'starting';
  if (status.offlineSince !== null && status.fault !== null) return 'offline';
  return status.state === 'idle' ? 'idle' : 'starting';
}

/** A camera's clock that is further off misleads whoever reads it from the picture. */
const CLOCK_OFF_MS = 2000;

function useAbout(status: StreamStatusWire | undefined): string[] {
  const { t } = useTranslation();
  if (status === undefined || status.source === null) return status?.fault ? faultLines() : [];
  function faultLines(): string[] {
    if (status?.fault == null) return [];
    const since =
      status.offlineSince === null ? [] : [t('tile.since', { at: instantText(status.offlineSince) })];
    return [[codeWords('fault', status.fault.code, t), ...since].join(' · ')];
  }
  const { source, transcode, clock } = status;
  const lines = status.state === 'live' ? [] : faultLines();
  lines.push(t(`stream.sourceLong.${source.kind}`));
  if (source.reason !== null)
    lines.push(t('stream.reason', { reason: codeWords('stream.why', source.reason, t) }));
  if (source.detail !== null) lines.push(source.detail);
  // What it was when somebody last watched says nothing of now.
  if (status.state === 'idle') return lines;
  if (status.width !== null && status.state === 'live')
    lines.push(
      [
        status.codec,
        t('large.stream', {
          width: status.width,
          height: status.height ?? 0,
          fps: Math.round(status.fps ?? 0),
          kbps: Math.round(status.bitrateKbps ?? 0),
        }),
      ].join(' · '),
    );
  if (transcode !== null) {
    const state =
      transcode.state === 'queued' && transcode.place !== null
        ? t('stream.queuedAt', { place: transcode.place })
        : t(`stream.transcode.${transcode.state}`);
    lines.push(`${state}${t('stream.because')}${t(`stream.transcodeWhy.${transcode.reason}`)}`);
    if (transcode.fault !== null) lines.push(codeWords('fault', transcode.fault.code, t));
  }
  const offMs = clock?.offsetMs ?? 0;
  if (Math.abs(offMs) > CLOCK_OFF_MS)
    lines.push(
      t(offMs > 0 ? 'stream.clockFast' : 'stream.clockSlow', { s: Math.round(Math.abs(offMs) / 1000) }),
    );
  return lines;
}
