/** Getting started: the steps to the first wall with records on it, and the demonstration for who wants to look first. */
import { useQuery } from '@tanstack/react-query';
import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { token } from '../../../../server/contract/access.ts';
import { matter } from '../../../../server/contract/matters.ts';
import { setupSummary } from '../../../../server/contract/places.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useHalls } from '../../lib/halls.ts';
import { useMay } from '../../lib/me.ts';
import { useDepartments, useRegions } from '../../lib/places-queries.ts';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { useList } from '../../lib/use-list.ts';
import './setup.css';

const DEMO = 'npm start -- --demo';

export default function SetupPage() {
  const { t } = useTranslation();
  const may = useMay();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => api('/setup', { schema: setupSummary, signal }),
    refetchOnMount: 'always',
  });
  const regions = useRegions();
  const departments = useDepartments();
  const halls = useHalls();
  // The hall that has come furthest is the one to go on with.
  const hall =
    halls.data?.find((each) => each.cameraCount > 0 && each.windowCount > 0) ??
    halls.data?.find((each) => each.cameraCount > 0) ??
    halls.data?.[0];
  const matters = useList({ path: '/matters', item: matter, limit: 1, enabled: may('matters:read') });
  const tokens = useList({ path: '/tokens', item: token, limit: 50, enabled: may('tokens:write') });
  const wall = useHallWall(hall?.id ?? '', hall !== undefined);
  if (setup.error !== null && setup.data === undefined)
    return <ErrorView error={setup.error} onRetry={() => void setup.refetch()} />;
  if (!may('places:write'))
    return <EmptyView title={t('common.forbiddenTitle')} text={t('common.forbiddenText')} />;
  const counts = setup.data;
  const at = hall === undefined ? '/registry/halls' : `/registry/halls/${hall.id}`;
  const camera = wall.data?.cameras[0];
  const hasRegion = (regions.data?.length ?? 0) > 0;
  const steps = [
    {
      key: 'places',
      done: hasRegion && (departments.data?.length ?? 0) > 0,
      to: hasRegion ? '/registry/departments' : '/registry/regions',
    },
    { key: 'hall', done: (counts?.halls ?? 0) > 0, to: '/registry/halls?new' },
    { key: 'camera', done: (counts?.cameras ?? 0) > 0, to: `${at}/cameras?new` },
    { key: 'window', done: (counts?.windows ?? 0) > 0, to: `${at}/windows?new` },
    {
      key: 'zone',
      done: (counts?.placements ?? 0) > 0,
      to: camera === undefined ? `${at}/cameras` : `${at}/cameras/${camera.id}/zones`,
    },
    { key: 'matter', done: (matters.items?.length ?? 0) > 0, to: '/registry/matters?new' },
    {
      key: 'token',
      done: tokens.items?.some((each) => each.revokedAt === null) ?? false,
      to: '/people/tokens?new',
    },
  ] as const;
  const next = steps.findIndex((step) => !step.done);
  return (
    <div className="mc-page mc-setup">
      <h1>{t('setup.title')}</h1>
      <p className="mc-muted">{t('setup.text')}</p>
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} data-done={step.done} data-next={index === next}>
            <span className="mc-setup-number">{step.done ? '✓' : index + 1}</span>
            <div>
              <h2>{t(`setup.step.${step.key}`)}</h2>
              <p>{t(`setup.step.${step.key}Text`)}</p>
            </div>
            {step.done ? (
              <span className="mc-muted">{t('setup.done')}</span>
            ) : (
              <Link className="mc-button" {...(index === next ? { 'data-primary': '' } : {})} to={step.to}>
                {t('setup.go')}
              </Link>
            )}
          </li>
        ))}
      </ol>
      {(counts?.cameras ?? 0) > 0 && hall !== undefined && (
        <Link className="mc-button" data-primary="" to={`/wall/${hall.id}`}>
          {t('setup.wall')}
        </Link>
      )}
      {(counts?.cameras ?? 0) === 0 && (
        <section className="mc-setup-demo">
          <h2>{t('setup.demoTitle')}</h2>
          <p>{t('setup.demoText')}</p>
          <Typography.Text code copyable>
            {DEMO}
          </Typography.Text>
        </section>
      )}
    </div>
  );
}
