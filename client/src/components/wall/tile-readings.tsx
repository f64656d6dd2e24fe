/** Which way the picture comes and how late it is: on hover, or always when it is late enough to mislead. */
import { useTranslation } from 'react-i18next';
import { LATE_MS, latencyText } from '../../lib/latency-text.ts';
import { codeWords } from '../../lib/problem-words.ts';
import { useNow } from '../../lib/use-now.ts';
import type { Player } from '../../media/player.ts';
import type { TileState } from '../../media/tile-state.ts';

export function TileReadings({ player, state }: { player: Player | undefined; state: TileState }) {
  if (player === undefined || state.kind !== 'live') return null;
  return <Readings player={player} />;
}

function Readings({ player }: { player: Player }) {
  const { t } = useTranslation();
  useNow(1000);
  const state = player.latest();
  if (state.kind !== 'live') return null;
  // Keyframes are as old as they say they are, all the time: that is on the tile already.
  const sparse = state.protocol === 'keyframes';
  const late = !sparse && state.latencyMs !== undefined && state.latencyMs > LATE_MS;
  const { status, fallbackReason } = player;
  const stream =
    status?.width == null
      ? undefined
      : t('large.stream', {
          width: status.width,
          height: status.height ?? 0,
          fps: Math.round(status.fps ?? 0),
          kbps: Math.round(status.bitrateKbps ?? 0),
        });
  const transcode = status?.transcode;
  const encoded =
    transcode == null
      ? undefined
      : `${t('stream.transcoded')}${t('stream.because')}${t(`stream.transcodeWhy.${transcode.reason}`)}`;
  return (
    <div
      className="mc-tile-readings"
      data-late={late}
      title={[
        stream,
        encoded,
        fallbackReason === undefined ? undefined : codeWords('fault', fallbackReason, t),
      ]
        .filter((line) => line !== undefined)
        .join('\n')}
    >
      {!sparse && <span>{t(`tile.protocol.${state.protocol}`)}</span>}
      {encoded !== undefined && <span>{t('tile.transcoded')}</span>}
      {state.latencyMs !== undefined && (
        <span>{t('tile.latency', { span: latencyText(state.latencyMs, t) })}</span>
      )}
    </div>
  );
}
