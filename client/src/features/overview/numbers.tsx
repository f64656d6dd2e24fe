/** The day at a glance: each number leads to the list of what it counts, and says when it moved. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { REGION_ZONE } from '../../../../server/contract/office-hours.ts';
import type { Overview } from '../../../../server/contract/overview.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { placeQuery } from './use-overview.ts';

interface Figure {
  readonly key: 'open' | 'near' | 'over' | 'received' | 'accepted' | 'completed' | 'yellow' | 'red';
  readonly value: number;
  readonly to: string;
  readonly about: string | undefined;
  readonly mark?: ReactNode;
}

export function Numbers({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { total, trend } = data;
  const place = placeQuery(data.path.at(-1));
  const before = trend.at(-2);
  const began = dayStart(data.day);
  const list = (page: string, query: Record<string, string>) =>
    `/${page}?${new URLSearchParams({ ...place, ...query })}`;
  const figures: Figure[] = [
    {
      ...{ key: 'open', value: total.open, to: list('cases', { state: 'open' }) },
      about: total.suspended > 0 ? t('overview.about.open', { suspended: total.suspended }) : undefined,
    },
    { key: 'near', value: total.near, to: list('cases', { state: 'near' }), about: t('overview.about.near') },
    { key: 'over', value: total.over, to: list('cases', { state: 'over' }), about: t('overview.about.over') },
    {
      ...{ key: 'received', value: total.received, to: list('cases', { state: 'all', receivedFrom: began }) },
      about: total.refused > 0 ? t('overview.about.refused', { n: total.refused }) : undefined,
    },
    {
      ...{ key: 'accepted', value: total.accepted, to: list('cases', { state: 'all', acceptedFrom: began }) },
      about: before && t('overview.about.yesterday', { n: before.accepted }),
    },
    {
      key: 'completed',
      value: total.completed,
      to: list('cases', { state: 'completed', completedFrom: began }),
      about: before && t('overview.about.late', { n: before.completed, late: total.late }),
    },
    ...(['yellow', 'red'] as const).flatMap((level): Figure[] =>
      total.issued === null
        ? []
        : [
            {
              ...{ key: level, value: total.issued[level], to: list('alerts', { level, from: began }) },
              about: t('overview.about.standing', { n: total.standing[level] }),
              mark: <AlertCard level={level} bare />,
            },
          ],
    ),
  ];
  return (
    <div className="mc-ov-numbers">
      {figures.map((figure) => (
        <Tile key={figure.key} figure={figure} />
      ))}
    </div>
  );
}

/** How long a number that moved is marked. */
const MOVED_MS = 4000;

function Tile({ figure }: { figure: Figure }) {
  const { t } = useTranslation();
  const { key, value, to, about, mark } = figure;
  const last = useRef(value);
  const [moved, setMoved] = useState(0);
  useEffect(() => {
    if (last.current === value) return;
    setMoved(value - last.current);
    last.current = value;
    const timer = setTimeout(() => setMoved(0), MOVED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <Link
      to={to}
      className="mc-ov-number"
      data-kind={key}
      data-some={value > 0}
      data-moved={moved !== 0}
      data-testid={`overview-${key}`}
    >
      <span>
        {mark}
        {t(`overview.numbers.${key}`)}
      </span>
      <b>
        {value.toLocaleString('en-US')}
        {moved !== 0 && <i>{moved > 0 ? `+${moved}` : `−${-moved}`}</i>}
      </b>
      <small title={about}>{about ?? ' '}</small>
    </Link>
  );
}

/** The instant at which a day begins in the region's zone, which has had no summer time since 1991. */
function dayStart(day: string): string {
  const noon = Date.parse(`${day}T00:00:00Z`);
  const there = new Intl.DateTimeFormat('sv-SE', {
    timeZone: REGION_ZONE,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const offset = Date.parse(`${there.format(noon).replace(' ', 'T')}Z`) - noon;
  return new Date(noon - offset).toISOString();
}
