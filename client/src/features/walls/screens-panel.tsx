/** One's own screens that are open now, and what each shows. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Screen, ScreenContent } from '../../../../server/contract/walls.ts';
import { NewScreen } from './send-dialog.tsx';
import { openScreen, useScreens, useShowOnScreen } from './use-screens.ts';
import { useSavedWall, useTour, useWallPictures } from './walls-api.ts';

export function ScreensPanel() {
  const { t } = useTranslation();
  const screens = useScreens();
  const show = useShowOnScreen();
  return (
    <aside className="mc-screens" aria-label={t('walls.screens')} data-testid="screens">
      <h2>{t('walls.screens')}</h2>
      <p className="mc-walls-none">{t('walls.screensHint')}</p>
      {screens === undefined && <div className="mc-skeleton" style={{ height: 60 }} aria-busy="true" />}
      <ul>
        {(screens ?? []).map((screen) => (
          <li key={screen.id} className="mc-walls-row" data-testid="screen-row">
            <strong>{screen.name}</strong>
            <Shows content={screen.content} />
            <span className="mc-walls-actions">
              <Button type="text" size="small" onClick={() => openScreen(screen.name)}>
                {t('walls.toFront')}
              </Button>
              <Clear screen={screen} onClear={() => void show(screen.id, { kind: 'nothing' })} />
            </span>
          </li>
        ))}
      </ul>
      <NewScreen taken={screens ?? []} />
    </aside>
  );
}

function Clear({ screen, onClear }: { screen: Screen; onClear: () => void }) {
  const { t } = useTranslation();
  if (screen.content.kind === 'nothing') return null;
  return (
    <Button type="text" size="small" onClick={onClear}>
      {t('walls.clear')}
    </Button>
  );
}

function Shows({ content }: { content: ScreenContent }) {
  const { t } = useTranslation();
  const wall = useSavedWall(content.kind === 'wall' ? content.wallId : undefined);
  const tour = useTour(content.kind === 'tour' ? content.tourId : undefined);
  const pictures = useWallPictures(content.kind === 'camera' ? [content.cameraId] : []);
  const camera = pictures.data?.cameras[0];
  const words = {
    nothing: t('walls.showsNothing'),
    camera: camera === undefined ? '…' : `${camera.hallName} · ${camera.name}`,
    wall:
      wall.data === undefined ? '…' : t('walls.showsWall', { name: wall.data.name, page: pageOf(content) }),
    tour: tour.data === undefined ? '…' : t('walls.showsTour', { name: tour.data.name }),
  }[content.kind];
  return <span className="mc-walls-facts">{words}</span>;
}

const pageOf = (content: ScreenContent): number => (content.kind === 'wall' ? content.page + 1 : 1);
