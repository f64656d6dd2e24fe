/** A hall at a glance: its plan with what works and what does not, and what one asks about it. */

import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { openSpans } from '../../../../server/contract/office-hours.ts';
import type { Hall } from '../../../../server/contract/places.ts';
import { Copyable } from '../../components/copyable.tsx';
import { todayIn } from '../../components/hours/days.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { FloorPlan } from './floor-plan/floor-plan.tsx';
import { mbit } from './hall-line.tsx';

import { useOfficeHours } from './hours/use-office-hours.ts';
import { useRegionName } from './use-names.ts';
import './hall-overview.css';

export function HallOverview({ hall }: { hall: Hall }) {
  const { t } = useTranslation();
  const may = useMay();
  const regionName = useRegionName();
  const wall = useHallWall(hall.id, may('cameras:read'));
  const contact = [hall.contact, hall.phone].filter((part) => part !== null).join(' ');
  const line =
    hall.lineKbps === null
      ? t('registry.noLine')
      : t('line.about', { line: mbit(hall.lineKbps), reserve: mbit(hall.lineReserveKbps) });
  return (
    <div className="mc-hall-overview">
      {wall.data !== undefined ? (
        <FloorPlan
          hallId={hall.id}
          cameras={wall.data.cameras}
          windows={wall.data.windows}
          placements={wall.data.placements}
        />
      ) : wall.error !== null ? (
        <ErrorView error={wall.error} onRetry={() => void wall.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
      <aside>
        <dl>
          <dt>{t('hours.today')}</dt>
          <dd>
            <Today hallId={hall.id} />
          </dd>
          <dt>{t('registry.region')}</dt>
          <dd>{regionName(hall.regionCode)}</dd>
          <dt>{t('registry.address')}</dt>
          <dd>{hall.address ?? '—'}</dd>
          <dt>{t('registry.contact')}</dt>
          <dd>{contact === '' ? '—' : <Copyable text={contact} />}</dd>
          <dt>{t('registry.windows')}</dt>
          <dd>
            <Link to={`/registry/halls/${hall.id}/windows`}>{hall.windowCount}</Link>
          </dd>
          <dt>{t('registry.cameras')}</dt>
          <dd>
            <Link to={`/registry/halls/${hall.id}/cameras`}>{hall.cameraCount}</Link>
          </dd>
          <dt>{t('registry.line')}</dt>
          <dd>{line}</dd>
          <dt>{t('registry.sound')}</dt>
          <dd>{hall.soundAllowed ? t('common.yes') : t('common.no')}</dd>
          <dt title={t('registry.hallIdHint')}>{t('registry.id')}</dt>
          <dd title={hall.id}>
            <Copyable text={hall.id}>
              <span className="mc-mono">{hall.id.slice(0, 8)}…</span>
            </Copyable>
          </dd>
        </dl>
      </aside>
    </div>
  );
}

function Today({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const { data } = useOfficeHours(hallId);
  if (data === undefined) return <>…</>;
  const spans = openSpans(data, todayIn(data.zone));
  if (spans === undefined)
    return <Link to={`/registry/halls/${hallId}/hours`}>{t('hours.todayUnknown')}</Link>;
  if (spans.length === 0) return <>{t('hours.todayClosed')}</>;
  return <>{spans.map((span) => `${span.from}–${span.to}`).join('  ')}</>;
}
