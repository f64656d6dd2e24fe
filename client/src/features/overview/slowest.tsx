/** Matters whose cases use most of their time. A bar to 200 %, with a line where the time is up. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../../../server/contract/overview.ts';
import { PanelHead } from './chart-panel.tsx';

const FULL = 2;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function Slowest({ matters }: { matters: Overview['slowest'] }) {
  const { t } = useTranslation();
  return (
    <section className="mc-ov-panel mc-ov-slowest">
      <PanelHead title={t('overview.slowest')} about={t('overview.slowestAbout')} />
      {matters.length === 0 ? (
        <p className="mc-muted">{t('overview.slowestNone')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{t('overview.matter')}</th>
              <th />
              <th>{t('overview.median')}</th>
              <th>{t('overview.p90')}</th>
            </tr>
          </thead>
          <tbody>
            {matters.map(({ matterId, name, departmentName, cases, median, p90 }) => (
              <tr key={matterId} title={`${departmentName} · ${t('overview.cases')} ${cases}`}>
                <td>
                  <Link to={`/cases?${new URLSearchParams({ matterId, state: 'completed' })}`}>{name}</Link>
                  <small>{departmentName}</small>
                </td>
                <td>
                  <span className="mc-ov-pace" aria-hidden="true">
                    <i
                      className="mc-ov-used"
                      data-late={p90 > 1}
                      style={{ width: percent(Math.min(1, p90 / FULL)) }}
                    />
                    <b className="mc-ov-median" style={{ left: percent(Math.min(1, median / FULL)) }} />
                  </span>
                </td>
                <td>{percent(median)}</td>
                <td data-kind="over" data-some={p90 > 1}>
                  {percent(p90)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
