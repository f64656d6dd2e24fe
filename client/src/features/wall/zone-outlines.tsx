/** Where the windows are in the picture: outlines and numbers, nothing filled. */
import { useTranslation } from 'react-i18next';
import type { Polygon } from '../../../../server/contract/cameras.ts';
import type { PlacedWindow } from './use-wall.ts';

const points = (polygon: Polygon): string => polygon.map(({ x, y }) => `${x},${y}`).join(' ');

export function ZoneOutlines({ windows }: { windows: readonly PlacedWindow[] }) {
  const { t } = useTranslation();
  return (
    <>
      <svg className="mc-zones" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {windows.map(({ window, placement }) => (
          <polygon key={window.id} points={points(placement.clerkZone)} opacity={0.75} />
        ))}
        {windows.map(({ window, placement }) =>
          placement.applicantZone === null ? null : (
            <polygon
              key={window.id}
              points={points(placement.applicantZone)}
              opacity={0.6}
              strokeDasharray="6 5"
            />
          ),
        )}
      </svg>
      {windows.map(({ window, placement }) => {
        const left = Math.min(...placement.clerkZone.map((corner) => corner.x));
        const top = Math.min(...placement.clerkZone.map((corner) => corner.y));
        return (
          <span
            key={window.id}
            className="mc-zone-label"
            style={{ left: `${left * 100}%`, top: `${top * 100}%` }}
          >
            {t('window.number', { code: window.code })}
          </span>
        );
      })}
    </>
  );
}
