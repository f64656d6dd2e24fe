/** What is pulled over a hall's line now, beside what it may carry. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Hall, hallLine } from '../../../../server/contract/places.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { api } from '../../lib/api.ts';
import './hall-line.css';

const EVERY_MS = 5000;

export function HallLine({ hall, cameras }: { hall: Pick<Hall, 'id'>; cameras: Wall['cameras'] }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['hall-line', hall.id],
    queryFn: ({ signal }) => api(`/halls/${hall.id}/line`, { schema: hallLine, signal }),
    refetchInterval: EVERY_MS,
  });
  if (data === undefined) return null;
  const { capKbps, usedKbps, lineKbps, lineReserveKbps, waiting, streams } = data;
  const share = capKbps === null || capKbps === 0 ? 0 : Math.min(1, usedKbps / capKbps);
  const nameOf = (id: string) => cameras.find((camera) => camera.id === id)?.name ?? id;
  return (
    <section className="mc-hall-line" data-testid="hall-line">
      <span>
        {capKbps === null || lineKbps === null
          ? t('line.open', { used: mbit(usedKbps) })
          : t('line.used', { used: mbit(usedKbps), cap: mbit(capKbps) })}
      </span>
      {capKbps !== null && (
        <span className="mc-hall-line-bar" data-full={share > 0.9} aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </span>
      )}
      {lineKbps !== null && (
        <span className="mc-muted">
          {t('line.about', { line: mbit(lineKbps), reserve: mbit(lineReserveKbps) })}
        </span>
      )}
      {waiting > 0 && <strong role="status">{t('line.waiting', { n: waiting })}</strong>}
      {streams.length > 0 && (
        <details>
          <summary>{t('line.streams', { n: streams.length })}</summary>
          <ul>
            {streams.map(({ cameraId, profile, kbps, measured, viewers }) => (
              <li key={`${cameraId}/${profile}`}>
                {nameOf(cameraId)} · {t(`large.${profile}`)} ·{' '}
                {t(measured ? 'line.kbps' : 'line.kbpsAssumed', { kbps })} ·{' '}
                {t('line.viewers', { n: viewers })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Mbit/s with at most two places, as lines are spoken of. */
export function mbit(kbps: number): string {
  return String(Math.round(kbps / 10) / 100);
}
