/** Says that a tile shows keyframes only, and how many: the machine cannot play all that is on screen. */
import { useTranslation } from 'react-i18next';
import type { TileState } from '../../media/tile-state.ts';

export function SparseBadge({ state }: { state: TileState }) {
  const { t } = useTranslation();
  if (state.kind !== 'live' || state.protocol !== 'keyframes') return null;
  const { everyMs } = state;
  const rate = everyMs === undefined ? undefined : 1000 / everyMs;
  return (
    <span className="mc-tile-sparse" data-testid="tile-sparse" title={t('inPicture.keyframesWhy')}>
      {everyMs === undefined || rate === undefined
        ? t('inPicture.keyframes')
        : rate >= 0.15
          ? t('inPicture.keyframesRate', { rate: rate.toFixed(1) })
          : t('inPicture.keyframesEvery', { seconds: Math.round(everyMs / 1000) })}
    </span>
  );
}
