/** One page of a saved wall, with its troubled tiles filled. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallPageLayout } from '../../../../server/contract/walls.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ReasonChips } from './reason-chips.tsx';
import { Stage, type StageProps } from './stage.tsx';
import type { StageTileSpec } from './stage-tile-spec.ts';
import { useTrouble } from './use-trouble.ts';
import { useTroubleSlots } from './use-trouble-slots.ts';
import { useSavedWall } from './walls-api.ts';

export function WallPageStage({ wallId, page, ...rest }: { wallId: string; page: number } & StageWays) {
  const { t } = useTranslation();
  const { data, error, refetch } = useSavedWall(wallId);
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />;
  const shown = data.pages[page] ?? data.pages[0];
  if (shown === undefined || shown.tiles.length === 0) return <EmptyView text={t('walls.emptyPage')} />;
  return <PageStage key={`${wallId}/${page}`} page={shown} {...rest} />;
}

type StageWays = Omit<StageProps, 'tiles'>;

export function PageStage({ page, ...rest }: { page: WallPageLayout } & StageWays) {
  const needsTrouble = page.tiles.some(({ content }) => content.kind === 'trouble');
  return needsTrouble ? <WithTrouble page={page} {...rest} /> : <Plain page={page} {...rest} />;
}

function Plain({ page, ...rest }: { page: WallPageLayout } & StageWays) {
  const { t } = useTranslation();
  const tiles = useMemo(
    () =>
      page.tiles.map(
        ({ id, x, y, w, h, content }): StageTileSpec => ({
          ...{ id, x, y, w, h },
          cameraId: content.kind === 'camera' ? content.cameraId : null,
          instead: t('walls.cameraHidden'),
        }),
      ),
    [page, t],
  );
  return <Stage tiles={tiles} {...rest} />;
}

function WithTrouble({ page, ...rest }: { page: WallPageLayout } & StageWays) {
  const { t } = useTranslation();
  const places =
    1 + Math.max(...page.tiles.map(({ content }) => (content.kind === 'trouble' ? content.rank : 0)));
  const slots = useTroubleSlots(useTrouble(), places);
  const tiles = useMemo(
    () =>
      page.tiles.map(({ id, x, y, w, h, content }): StageTileSpec => {
        const box = { id, x, y, w, h };
        if (content.kind === 'camera') return { ...box, cameraId: content.cameraId };
        if (content.kind === 'hidden') return { ...box, cameraId: null, instead: t('walls.cameraHidden') };
        const slot = slots[content.rank];
        if (slot === undefined) return { ...box, cameraId: null, instead: t('walls.calmTile') };
        return {
          ...box,
          cameraId: slot.picture.cameraId,
          instead: t('walls.noCamera', { hall: slot.picture.hallName }),
          why: <ReasonChips windows={slot.picture.windows} />,
          fading: slot.goneSinceMs !== undefined,
        };
      }),
    [page, slots, t],
  );
  return <Stage tiles={tiles} {...rest} />;
}
