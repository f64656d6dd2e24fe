/** Where to begin: the wall last seen, the first hall there is, or, when nothing is registered, getting started. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import type { Permission } from '../../../server/contract/access.ts';
import { setupSummary } from '../../../server/contract/places.ts';
import { EmptyView, ErrorView } from '../components/state-views.tsx';
import { api } from '../lib/api.ts';
import { useHalls } from '../lib/halls.ts';
import { useMay } from '../lib/me.ts';
import { usePreferences } from '../lib/preferences.ts';

export function HomePage() {
  const { t } = useTranslation();
  const may = useMay();
  const last = usePreferences((preferences) => preferences.lastHallId);
  const halls = useHalls();
  const registrar = may('places:write');
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => api('/setup', { schema: setupSummary, signal }),
    enabled: registrar,
  });
  // Without the right to see pictures there is still the record; an auditor's work begins at the trail.
  if (!may('live:view') || !may('cameras:read')) return <Navigate to={withoutPictures(may)} replace />;
  const error = halls.error ?? setup.error;
  if (error !== null)
    return <ErrorView error={error} onRetry={() => void Promise.all([halls.refetch(), setup.refetch()])} />;
  if (halls.data === undefined || (registrar && setup.data === undefined)) return null;
  if (registrar && (setup.data?.cameras === 0 || halls.data.length === 0))
    return <Navigate to="/setup" replace />;
  const hall =
    halls.data.find((each) => each.id === last) ??
    halls.data.find((each) => each.cameraCount > 0) ??
    halls.data[0];
  if (hall !== undefined) return <Navigate to={`/wall/${hall.id}${location.search}`} replace />;
  return <EmptyView title={t('wall.noHallTitle')} text={t('wall.noHallText')} />;
}

function withoutPictures(may: (permission: Permission) => boolean): string {
  if (may('alerts:reply')) return '/answers';
  if (may('desk:write')) return '/desk';
  if (may('cases:read')) return '/cases';
  if (may('audit:read')) return '/audit';
  if (may('health:read')) return '/health';
  if (may('places:read')) return '/registry';
  return '/account';
}
