/** A tour, looked at. */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { OverlayToggle } from '../../components/in-picture/overlay-toggle.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { fullscreen } from './fullscreen.ts';
import { useSend } from './send-dialog.tsx';
import { TourRunner } from './tour-runner.tsx';
import { useWarmMedia } from './use-warm-media.ts';
import { useStageKeyWords } from './wall-keys-words.ts';
import { useTour } from './walls-api.ts';
import '../../components/wall/wall-frame.css';
import './walls.css';

export default function TourPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { tourId } = useParams();
  useWarmMedia();
  useStageKeyWords({ tour: true });
  const { send, dialog } = useSend();
  const { data, error, refetch } = useTour(tourId);
  return (
    <div className="mc-wall">
      <div className="mc-wall-bar">
        <Link className="mc-tool-link" to="/walls">
          ‹ {t('walls.title')}
        </Link>
        <h1>{data?.name}</h1>
        <span className="mc-spring" />
        {data !== undefined && (
          <button type="button" className="mc-tool" onClick={() => send({ kind: 'tour', tourId: data.id })}>
            {t('walls.tour.send')}
          </button>
        )}
        {data !== undefined && may('walls:write') && data.may !== 'see' && (
          <Link className="mc-tool-link" to={`/walls/tours/${data.id}/edit`}>
            {t('walls.edit')}
          </Link>
        )}
        <OverlayToggle />
        <button type="button" className="mc-tool" onClick={fullscreen}>
          {t('wall.fullscreen')}
        </button>
      </div>
      {data === undefined && error !== null && <ErrorView error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />
      )}
      {data !== undefined && (
        <TourRunner
          key={data.version}
          tour={data}
          onSend={(cameraId) => send({ kind: 'camera', cameraId })}
        />
      )}
      {dialog}
    </div>
  );
}
