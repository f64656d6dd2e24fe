/** Says that a tile shows keyframes only, and how many: the machine cannot play all that is on screen. */
import { useTranslation } from 'react-i18next';
import type { TileState } from '../../media/tile-state.ts';

export function SparseBadge({ state }: { state: TileState }) {
  const { t } = useTranslation();
  if (state.kind !== 'live' || state.protocol !== 'keyframes') return null;
  const { everyMs } = state;
  return (
    <span className="mc-tile-sparse" data-testid="tile-sparse" title={t('inPicture.keyframesWhy')}>
      {everyMs === undefined
        ? t('inPicture.keyframes')
        : t('inPicture.keyframesRate', { rate: (1000 / everyMs).toFixed(1) })}
    </span>
  );
}
