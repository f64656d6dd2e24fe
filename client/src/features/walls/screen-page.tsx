/** A screen: a browser window with a name and nothing around its pictures, driven from the desk. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ScreenContent } from '../../../../server/contract/walls.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useServices } from '../../lib/services.ts';
import { keepScreen, keptScreen } from './screen-kept.ts';
import { Stage } from './stage.tsx';
import { TourRunner } from './tour-runner.tsx';
import { useWarmMedia } from './use-warm-media.ts';
import { WallPageStage } from './wall-page-stage.tsx';
import { useTour } from './walls-api.ts';
import '../../components/wall/wall-frame.css';
import './screens.css';

export default function ScreenPage() {
  const { name = '' } = useParams();
  return <NamedScreen key={name} name={name} />;
}

function NamedScreen({ name }: { name: string }) {
  const { t } = useTranslation();
  const { connection } = useServices();
  const [content, setContent] = useState(() => keptScreen(name));
  const [error, setError] = useState<unknown>();
  const [replaced, setReplaced] = useState(false);
  useWarmMedia();
  useEffect(() => {
    document.title = t('walls.screenTitle', { name });
  }, [name, t]);
  useEffect(() => {
    if (replaced) return;
    const join = () => {
      connection.ask('screens:join', { name, content: keptScreen(name) }).then(
        () => setError(undefined),
        (problem) => setError(problem),
      );
    };
    const stops = [
      connection.onConnect(join),
      connection.on('screens:show', ({ content: next }) => {
        keepScreen(name, next);
        setContent(next);
      }),
      connection.on('screens:replaced', () => setReplaced(true)),
    ];
    if (connection.connected) join();
    return () => {
      for (const stop of stops) stop();
    };
  }, [connection, name, replaced]);
  if (replaced)
    return (
      <EmptyView title={t('walls.replacedTitle', { name })} text={t('walls.replacedText')}>
        <button type="button" className="mc-button" onClick={() => setReplaced(false)}>
          {t('walls.takeBack')}
        </button>
      </EmptyView>
    );
  if (error !== undefined) return <ErrorView error={error} onRetry={() => location.reload()} />;
  return (
    <div className="mc-wall mc-screen" data-testid="screen" data-kind={content.kind}>
      <Shown name={name} content={content} />
      <span className="mc-screen-name">{name}</span>
    </div>
  );
}

function Shown({ name, content }: { name: string; content: ScreenContent }) {
  const { t } = useTranslation();
  switch (content.kind) {
    case 'nothing':
      return <EmptyView title={name} text={t('walls.screenWaits')} />;
    case 'camera':
      return (
        <Stage
          key={content.cameraId}
          tiles={[{ id: content.cameraId, cameraId: content.cameraId, x: 0, y: 0, w: 24, h: 24 }]}
        />
      );
    case 'wall':
      return <WallPageStage wallId={content.wallId} page={content.page} />;
    case 'tour':
      return <ScreenTour tourId={content.tourId} />;
  }
}

function ScreenTour({ tourId }: { tourId: string }) {
  const tour = useTour(tourId);
  if (tour.data !== undefined) return <TourRunner tour={tour.data} />;
  if (tour.error !== null) return <ErrorView error={tour.error} onRetry={() => void tour.refetch()} />;
  return <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />;
}
