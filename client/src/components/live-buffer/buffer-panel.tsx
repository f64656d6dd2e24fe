/** Says plainly that what is seen is not live, how far behind it is, and leads back. While live: one quiet way back. */
import { type MouseEvent, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import { clockText, instantText } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import type { BufferPlayback } from '../../media/live-buffer/buffer-playback.ts';
import { STEP_MS } from '../../media/live-buffer/use-buffer-keys.ts';
import type { LiveBuffer } from '../../media/live-buffer/use-live-buffer.ts';
import type { TrackState } from '../../media/playback/index.ts';
import { behindText } from './behind-text.ts';
import './live-buffer.css';

const within = (act: () => void) => (event: MouseEvent) => {
  // A press here is no press on the tile.
  event.stopPropagation();
  act();
};

export function BufferPanel({ buffer, tabIndex }: { buffer: LiveBuffer; tabIndex: number }) {
  const { t } = useTranslation();
  const { playback } = buffer;
  if (playback === undefined)
    return (
      <div className="mc-buffer-way">
        <button
          type="button"
          tabIndex={tabIndex}
          title={t('buffer.backHint')}
          aria-label={t('buffer.back')}
          onClick={within(() => buffer.step(-STEP_MS))}
        >
          <BackMark /> {t('buffer.backShort')}
        </button>
      </div>
    );
  return <Behind buffer={buffer} playback={playback} tabIndex={tabIndex} />;
}

function Behind(props: { buffer: LiveBuffer; playback: BufferPlayback; tabIndex: number }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const { buffer, playback, tabIndex } = props;
  const { playhead } = playback.engine;
  const { playing } = useSyncExternalStore(playhead.subscribe, playhead.getState);
  useNow(500);
  const { atMs } = playback;
  return (
    <div className="mc-buffer-panel" role="status" data-testid="buffer-panel" data-at={Math.round(atMs)}>
      <b>{t('buffer.notLive')}</b>
      <strong>{behindText(clock.now() - atMs)}</strong>
      <time title={instantText(atMs)}>{clockText(atMs)}</time>
      <Trouble playback={playback} />
      <span className="mc-spring" />
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={t('buffer.back')}
        title={t('buffer.backHint')}
        onClick={within(() => buffer.step(-STEP_MS))}
      >
        <BackMark />
      </button>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={t(playing ? 'buffer.pause' : 'buffer.play')}
        title={t(playing ? 'buffer.pauseHint' : 'buffer.playHint')}
        onClick={within(buffer.toggle)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.500l9 5.500-9 5.500z'} />
        </svg>
      </button>
      <button
        type="button"
        className="mc-buffer-live"
        tabIndex={tabIndex}
        title={t('buffer.liveHint')}
        onClick={within(buffer.live)}
      >
        {t('buffer.live')}
      </button>
    </div>
  );
}

const idle: TrackState = { kind: 'idle' };
const never = () => () => undefined;

/** Why there is no picture of that instant. */
function Trouble({ playback }: { playback: BufferPlayback }) {
  const { t } = useTranslation();
  const [track] = playback.engine.getTracks();
  const state = useSyncExternalStore(track?.subscribe ?? never, () => track?.getState() ?? idle);
  if (state.kind === 'loading') return <span>{t('buffer.loading')}</span>;
  if (state.kind === 'failed') return <span>{codeWords('fault', state.code, t)}</span>;
  if (state.kind !== 'gap') return null;
  return <span>{state.cause === undefined ? t('buffer.none') : t(`buffer.gap.${state.cause}`)}</span>;
}

const BackMark = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M7.500 3v3.600L13 3v10L7.500 9.400V13L1.500 8z" />
  </svg>
);
