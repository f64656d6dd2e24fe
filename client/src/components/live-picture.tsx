/** A camera's live picture: what is seen before it moves, and plain words when what is seen is not live. */
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../lib/problem-words.ts';
import { useServices } from '../lib/services.ts';
import { instantText, shortInstantText, spanText } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';
import type { TileState } from '../media/tile-state.ts';
import './live-picture.css';

export function LivePicture(props: {
  state: TileState;
  container: RefObject<HTMLDivElement | null>;
  children?: ReactNode;
}) {
  const { state } = props;
  const still = state.kind === 'starting' ? state.still : undefined;
  return (
    <div
      className="mc-picture"
      data-state={state.kind}
      data-still={still === undefined ? undefined : still.stale ? 'stale' : 'fresh'}
    >
      <div className="mc-picture-media" ref={props.container} />
      {props.children}
      <StateWords state={state} />
    </div>
  );
}

function StateWords({ state }: { state: TileState }) {
  const { t } = useTranslation();
  if (state.kind === 'live') return null;
  if (state.kind === 'starting')
    return (
      <div
        className="mc-starting"
        role="status"
        data-still={state.still?.stale === false ? 'fresh' : undefined}
        data-waits-for={state.waitsFor}
      >
        <span>
          {state.waitsFor === undefined ? t('tile.starting') : codeWords('fault', state.waitsFor, t)}
          {state.place !== undefined && t('tile.place', { place: state.place })}
          {state.waitsFor !== undefined && state.still?.stale === false && ` · ${t('tile.meanwhile')}`}
          {state.still?.stale === true && state.still.capturedAtMs !== undefined && (
            <StillAge atMs={state.still.capturedAtMs} />
          )}
        </span>
      </div>
    );
  if (state.kind === 'paused')
    return (
      <div className="mc-starting" role="status">
        <span>{t('inPicture.paused')}</span>
      </div>
    );
  return (
    <div className="mc-word" data-state={state.kind} role="status">
      <span className="mc-word-big">{t(`tile.${state.kind}`)}</span>
      {'sinceMs' in state && <Since sinceMs={state.sinceMs} frozen={state.kind === 'frozen'} />}
      {state.kind === 'cut' && <span className="mc-word-why">{t('tile.cutWhy')}</span>}
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

function StillAge({ atMs }: { atMs: number }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(1000);
  const ageMs = clock.now() - atMs;
  return <> · {t('tile.posterAge', { span: spanText(ageMs, t) })}</>;
}
