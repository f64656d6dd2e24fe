/** Live at the windows a case was served at, as far as one may see: nothing is pulled until somebody asks. */
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { caseSights, type CaseSights as Sights } from '../../../../server/contract/rights.ts';
import { LivePicture } from '../../components/live-picture.tsx';
import { api } from '../../lib/api.ts';
import { usePlayer, usePlayerState } from '../../media/use-player.ts';
import { useWatched } from '../../media/use-watched.ts';

const connecting = {
  kind: 'starting',
  sinceMs: 0,
  still: undefined,
  waitsFor: undefined,
  place: undefined,
} as const;

export function CaseSights({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const [watched, setWatched] = useState<string>();
  const { data } = useQuery({
    queryKey: ['cases', caseId, 'sights'],
    queryFn: ({ signal }) => api(`/cases/${caseId}/sights`, { schema: caseSights, signal }),
  });
  if (data === undefined) return null;
  const camera = data.cameras.find(({ id }) => id === watched);
  return (
    <section className="mc-panel">
      <h2>{t('rights.sights.title')}</h2>
      {data.cameras.length === 0 ? (
        <p className="mc-muted">
          {data.windows.length === 0 ? t('rights.sights.empty') : t('rights.sights.noCamera')}
        </p>
      ) : (
        <ul className="mc-case-rights">
          {data.cameras.map((each) => (
            <li key={each.id}>
              <span>
                {each.hallName} · {each.name}
                <span className="mc-muted"> · {windowWords(data, each.windowIds, t)}</span>
              </span>
              <button
                type="button"
                className="mc-button"
                aria-pressed={each.id === watched}
                onClick={() => setWatched(each.id === watched ? undefined : each.id)}
              >
                {each.id === watched ? t('rights.sights.stop') : t('rights.sights.watch')}
              </button>
            </li>
          ))}
        </ul>
      )}
      {camera !== undefined && <Picture key={camera.id} cameraId={camera.id} />}
    </section>
  );
}

function windowWords(sights: Sights, ids: readonly string[], t: TFunction): string {
  const codes = sights.windows.filter(({ id }) => ids.includes(id)).map(({ code }) => code);
  return t('rights.sights.windows', { codes: codes.join('、') });
}

function Picture({ cameraId }: { cameraId: string }) {
  const box = useRef<HTMLDivElement>(null);
  const watched = useWatched(box, false);
  const { player, container } = usePlayer(cameraId, 'main', watched, true);
  const state = usePlayerState(player) ?? connecting;
  return (
    <div ref={box} className="mc-case-picture" data-testid="case-picture" data-state={state.kind}>
      <LivePicture state={state} container={container} />
    </div>
  );
}
