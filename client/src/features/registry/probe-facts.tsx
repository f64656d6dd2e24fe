/** What the connection test saw of one profile: a verdict, the picture beside the figures, and what to change. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ProbeResult, Profile } from '../../../../server/contract/cameras.ts';
import { cameraReason } from '../../lib/camera-reason.ts';
import { codeWords } from '../../lib/problem-words.ts';

export function ProbeFacts({ which, result }: { which: Profile; result: ProbeResult }) {
  const { t } = useTranslation();
  return result.ok ? (
    <>
      <p className="mc-probe-verdict" data-ok="true" role="status">
        {t('camera.testOk')} · {t(`large.${which}`)}
      </p>
      <div className="mc-probe-result">
        {result.picture === null ? (
          <div className="mc-probe-nopicture">{t('camera.noPicture')}</div>
        ) : (
          <img src={result.picture} alt="" />
        )}
        <dl>
          {factsOf(result, t).map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {result.advice.length === 0 ? (
        <p className="mc-muted">{t('camera.adviceNone')}</p>
      ) : (
        <ul className="mc-probe-advice">
          {result.advice.map((code) => (
            <li key={code}>{codeWords('camera.advice', code, t)}</li>
          ))}
        </ul>
      )}
    </>
  ) : (
    <Failure which={which} result={result} />
  );
}

function Failure({ which, result }: { which: Profile; result: Extract<ProbeResult, { ok: false }> }) {
  const { t } = useTranslation();
  const key = `camera.why.${result.why ?? ''}`;
  const worded = i18next.exists(key)
    ? t(key as 'camera.why.refused')
    : (cameraReason(result.reason, t) ?? codeWords('fault', result.code, t));
  return (
    <>
      <p className="mc-probe-verdict" data-ok="false" role="alert">
        {t('camera.testFailed')} · {t(`large.${which}`)} · {worded}
      </p>
      {/* What the device itself answered helps whoever looks after it. */}
      <p className="mc-muted mc-mono">{result.reason}</p>
    </>
  );
}

function factsOf(result: Extract<ProbeResult, { ok: true }>, t: TFunction): [string, string][] {
  const { fps, bitrateKbps, gopMs, clockOffsetMs, source } = result;
  const codec = result.codec === 'h264' ? 'H.264' : result.codec === 'h265' ? 'H.265' : result.codec;
  const way = source === null ? '—' : t(`stream.source.${source}`);
  const transport = result.transport === null ? '' : ` · ${result.transport.toUpperCase()}`;
  return [
    [t('camera.codec'), `${codec}${result.hasBFrames === true ? ` · ${t('camera.bFrames')}` : ''}`],
    [t('camera.size'), `${result.width}×${result.height}`],
    [t('camera.fps'), fps === null ? '—' : t('camera.fpsValue', { fps: Math.round(fps * 10) / 10 })],
    [t('camera.bitrate'), bitrateKbps === null ? '—' : `${Math.round(bitrateKbps)} kbit/s`],
    [t('camera.gop'), gopMs === null ? '—' : t('camera.gopValue', { s: (gopMs / 1000).toFixed(1) })],
    [t('camera.audio'), result.audioCodec ?? t('common.none')],
    [t('camera.clock'), clockOffsetMs === null ? t('camera.clockUnknown') : clockWords(clockOffsetMs, t)],
    [t('camera.served'), `${way}${transport}`],
    [t('camera.plays'), t(`camera.playsAs.${result.plays}`)],
  ];
}

export function clockWords(offsetMs: number, t: TFunction): string {
  const s = (Math.abs(offsetMs) / 1000).toFixed(1);
  if (Math.abs(offsetMs) < 1000) return t('camera.clockGood');
  return t(offsetMs > 0 ? 'camera.clockAhead' : 'camera.clockBehind', { s });
}
