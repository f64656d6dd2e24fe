/** One camera of a playback: its picture at the playhead, its name, and in words what keeps it from being there. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Track } from '../../media/playback/index.ts';
import { faultWords } from './fault-words.ts';
import { GapWords } from './gap-words.tsx';
import { type Playback, useTrackFacts, useTrackState } from './use-playback.ts';

export interface StageTileProps {
  readonly playback: Playback;
  readonly track: Track;
  readonly name: string;
  readonly chosen: boolean;
  readonly onChoose: ((cameraId: string) => void) | undefined;
  readonly overlay: ((track: Track) => ReactNode) | undefined;
  readonly extra: ((track: Track) => ReactNode) | undefined;
}

export function StageTile({ playback, track, name, chosen, onChoose, overlay, extra }: StageTileProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const state = useTrackState(track);
  const facts = useTrackFacts(track);
  useEffect(() => {
    picture.current?.prepend(track.element);
    return () => track.element.remove();
  }, [track]);
  // For whoever measures: which instant the pixels are of. Not React's, it would be sixty renders a second.
  useEffect(
    () =>
      playback.onFrame(() => {
        if (box.current === null) return;
        const shown = track.shownMs;
        box.current.dataset.shownAt = shown === undefined ? '' : String(Math.round(shown));
      }),
    [playback, track],
  );
  usePictureShape(picture, track);
  return (
    <div
      ref={box}
      className="mc-footage-tile"
      data-testid="playback-tile"
      data-camera-id={track.cameraId}
      data-state={state.kind}
      data-chosen={chosen || undefined}
    >
      <div ref={picture} className="mc-footage-picture">
        {onChoose !== undefined && (
          <button
            type="button"
            className="mc-footage-choose"
            aria-label={name}
            aria-pressed={chosen}
            onClick={() => onChoose(track.cameraId)}
          />
        )}
        {overlay?.(track)}
      </div>
      <div className="mc-footage-name">
        <span>{name}</span>
        {extra?.(track)}
        {facts.byPictures && state.kind === 'shown' && <em>{t('playback.byPictures')}</em>}
        {facts.transcoded !== undefined && <em>{t('playback.transcoded')}</em>}
      </div>
      {state.kind === 'loading' && <p className="mc-footage-loading">{t('playback.loading')}</p>}
      {state.kind === 'gap' && <GapWords gap={state} />}
      {state.kind === 'failed' && (
        <div className="mc-footage-word" role="status">
          <strong>
            {t(state.code === 'purpose_required' ? 'playback.purpose.title' : 'playback.failed')}
          </strong>
          <span>{faultWords(state.code, state.message, t)}</span>
          {state.code !== 'purpose_required' && (
            <button type="button" className="mc-button" onClick={() => track.retry()}>
              {t('common.retry')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The picture's box takes the shape of what is in it, so that what is drawn over it lies where it belongs. */
function usePictureShape(box: React.RefObject<HTMLDivElement | null>, track: Track): void {
  useEffect(() => {
    const video = track.element.querySelector('video');
    if (video === null) return;
    const measure = () => {
      const { videoWidth, videoHeight } = video;
      if (videoWidth > 0) box.current?.style.setProperty('--mc-ratio', String(videoWidth / videoHeight));
    };
    measure();
    video.addEventListener('resize', measure);
    return () => video.removeEventListener('resize', measure);
  }, [box, track]);
}
