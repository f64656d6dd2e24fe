/** Marking each window in a camera's picture. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { ZoneEditor } from './zone-editor.tsx';

export default function ZonesPage() {
  const { t } = useTranslation();
  const { hallId = '', cameraId = '' } = useParams();
  const { data, error, refetch } = useHallWall(hallId);
  if (data === undefined)
    return error === null ? (
      <div className="mc-page" aria-busy="true" />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  const camera = data.cameras.find((each) => each.id === cameraId);
  if (camera === undefined)
    return <EmptyView title={t('common.notFoundTitle')} text={t('fault.not_found')} />;
  return <ZoneEditor key={cameraId} data={data} camera={camera} />;
}
