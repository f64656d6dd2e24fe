/** The parts of a place, the worst first: a bar of its open cases, and what it did today. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OVERVIEW_ROWS, type Overview, type OverviewPlace } from '../../../../server/contract/overview.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { below, type Looked, placeQuery } from './use-overview.ts';

export interface PlaceRowsProps {
  readonly data: Overview;
  readonly onLook: (next: Looked) => void;
}

export function PlaceRows({ data, onLook }: PlaceRowsProps) {
  const { t } = useTranslation();
  const { rows, within, total } = data;
  const most = Math.max(1, ...rows.map(({ numbers }) => numbers.open));
  return (
    <section className="mc-ov-panel mc-ov-places">
      <table>
        <thead>
          <tr>
            <th>{t('overview.place')}</th>
            <th className="mc-ov-load">{t('overview.load')}</th>
            <th>{t('overview.numbers.over')}</th>
            <th>{t('overview.numbers.near')}</th>
            <th>{t('overview.numbers.open')}</th>
            <th>{t('overview.numbers.accepted')}</th>
            <th>{t('overview.completed')}</th>
            {total.issued !== null && (
              <>
                <th>
                  <AlertCard level="yellow" bare />
                </th>
                <th>
                  <AlertCard level="red" bare />
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ place, numbers }) => {
            const name = nameOf(place, within, t);
            const next = below(place, within);
            const link = (state: string) => `/cases?${new URLSearchParams({ ...placeQuery(place), state })}`;
            const { open, near, over, issued } = numbers;
            return (
              <tr key={keyOf(place)} data-over={over > 0}>
                <td>
                  {next === undefined ? (
                    name
                  ) : (
                    <button type="button" title={t('overview.open', { name })} onClick={() => onLook(next)}>
                      {name}
                    </button>
                  )}
                  {place.kind !== 'region' && <small>{place.regionName}</small>}
                </td>
                <td className="mc-ov-load">
                  <Load open={open} near={near} over={over} most={most} />
                </td>
                <td data-kind="over" data-some={over > 0}>
                  <Link to={link('over')}>{over}</Link>
                </td>
                <td data-kind="near" data-some={near > 0}>
                  <Link to={link('near')}>{near}</Link>
                </td>
                <td data-some={open > 0}>
                  <Link to={link('open')}>{open}</Link>
                </td>
                <td data-some={numbers.accepted > 0}>{numbers.accepted}</td>
                <td data-some={numbers.completed > 0}>{numbers.completed}</td>
                {issued !== null && (
                  <>
                    <td data-some={issued.yellow > 0}>{issued.yellow}</td>
                    <td data-some={issued.red > 0}>{issued.red}</td>
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length >= OVERVIEW_ROWS && (
        <p className="mc-muted">{t('overview.moreRows', { n: OVERVIEW_ROWS })}</p>
      )}
    </section>
  );
}

function nameOf(place: OverviewPlace, within: string | null, t: TFunction): string {
  if (place.kind === 'hall') return place.name ?? t('overview.noHall');
  if (place.kind === 'region' && place.code === within) return t('overview.own', { name: place.name });
  return place.name;
}

const keyOf = (place: OverviewPlace): string =>
  place.kind === 'region' ? place.code : `${place.kind} ${place.id}`;

/** Over, near and the rest, as long as it is of the place with the most. The numbers stand beside it. */
function Load({ open, near, over, most }: { open: number; near: number; over: number; most: number }) {
  const share = (n: number) => `${(100 * n) / most}%`;
  return (
    <span className="mc-ov-bar" aria-hidden="true">
      <i className="mc-ov-part" data-kind="over" style={{ width: share(over) }} />
      <i className="mc-ov-part" data-kind="near" style={{ width: share(near) }} />
      <i className="mc-ov-part" data-kind="rest" style={{ width: share(Math.max(0, open - near - over)) }} />
    </span>
  );
}
