/** Where the windows are in the picture: outlines and numbers, nothing filled. */
import { useTranslation } from 'react-i18next';
import type { Polygon } from '../../../server/contract/cameras.ts';
import './zone-outlines.css';

export interface OutlinedWindow {
  readonly window: { readonly id: string; readonly code: string };
  readonly placement: { readonly clerkZone: Polygon; readonly applicantZone: Polygon | null };
}

const points = (polygon: Polygon): string => polygon.map(({ x, y }) => `${x},${y}`).join(' ');

export function ZoneOutlines({ windows }: { windows: readonly OutlinedWindow[] }) {
  const { t } = useTranslation();
  return (
    <>
      <svg className="mc-zones" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {windows.map(({ window, placement }) => (
          <Outline key={window.id} zone="clerk" polygon={placement.clerkZone} />
        ))}
        {windows.map(
          ({ window, placement }) =>
            placement.applicantZone !== null && (
              <Outline key={window.id} zone="applicant" polygon={placement.applicantZone} />
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

function Outline({ zone, polygon }: { zone: 'clerk' | 'applicant'; polygon: Polygon }) {
  return (
    <g data-zone={zone}>
      <polygon points={points(polygon)} />
      <polygon className="mc-zone-line" points={points(polygon)} />
    </g>
  );
}
