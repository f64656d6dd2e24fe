/** A camera's live picture: video, the poster before it, and plain words when what is seen is not live. */
import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../server/contract/cameras.ts';
import { codeWords } from '../lib/problem-words.ts';
import { useServices } from '../lib/services.ts';
import { instantText, shortInstantText, spanText } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';
import type { TileState } from '../media/tile-state.ts';
import { usePoster } from '../media/use-poster.ts';
import './live-picture.css';

export function LivePicture(props: {
  cameraId: string;
  profile: Profile;
  state: TileState;
  container: RefObject<HTMLDivElement | null>;
  watched: boolean;
  children?: ReactNode;
}) {
  const { state } = props;
  const [hadPicture, setHadPicture] = useState(false);
  useEffect(() => {
    if (state.kind === 'live') setHadPicture(true);
    else if (state.kind === 'starting') setHadPicture(false);
  }, [state.kind]);
  const poster = usePoster(props.cameraId, props.profile, props.watched && !hadPicture);
  return (
    <div className="mc-picture" data-state={state.kind}>
      {poster !== undefined && state.kind !== 'live' && !hadPicture && (
        <img className="mc-poster" src={poster.url} alt="" />
      )}
      <div className="mc-picture-media" ref={props.container} />
      {props.children}
      <StateWords state={state} posterAtMs={hadPicture ? undefined : poster?.capturedAtMs} />
    </div>
  );
}

function StateWords({ state, posterAtMs }: { state: TileState; posterAtMs: number | undefined }) {
  const { t } = useTranslation();
  if (state.kind === 'live') return null;
  if (state.kind === 'starting')
    return (
      <div className="mc-starting" role="status">
        <span>
          {t('tile.starting')}
          {posterAtMs !== undefined && <PosterAge atMs={posterAtMs} />}
        </span>
      </div>
    );
  return (
    <div className="mc-word" data-state={state.kind} role="status">
      <span className="mc-word-big">{t(`tile.${state.kind}`)}</span>
      {'sinceMs' in state && <Since sinceMs={state.sinceMs} frozen={state.kind === 'frozen'} />}
      {'code' in state && <span className="mc-word-why">{codeWords('fault', state.code, t)}</span>}
    </div>
  );
}

function Since({ sinceMs, frozen }: { sinceMs: number; frozen: boolean }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(1000);
  const now = clock.now();
  const at = shortInstantText(sinceMs, now);
  return (
    <span className="mc-word-small" title={instantText(sinceMs)}>
      {frozen ? t('tile.lastFrame', { at }) : t('tile.since', { at })}
      {' · '}
      {t('time.lasting', { span: spanText(now - sinceMs, t) })}
    </span>
  );
}

function PosterAge({ atMs }: { atMs: number }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(1000);
  const ageMs = clock.now() - atMs;
  return <> · {t('tile.posterAge', { span: spanText(ageMs, t) })}</>;
}
