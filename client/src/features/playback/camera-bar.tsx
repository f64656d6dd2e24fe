/** Above the stage: which cameras, and how they are laid out. */
import { useTranslation } from 'react-i18next';
import { gridOf } from '../../components/playback/playback-stage.tsx';
import type { LineCamera } from '../../components/playback/timeline/lanes.ts';
import { CameraChooser } from './camera-chooser.tsx';

export interface CameraBarProps {
  readonly cameras: readonly LineCamera[];
  readonly onChoose: (cameraIds: readonly string[]) => void;
  /** Undefined: as many as there are cameras. */
  readonly layout: number | undefined;
  readonly onLayout: (layout: number | undefined) => void;
  /** Whether the list of cameras is open. */
  readonly choosing: boolean;
  readonly onChoosing: (choosing: boolean) => void;
}

const LAYOUTS = [1, 2, 4, 6, 9] as const;

export function CameraBar({ cameras, onChoose, layout, onLayout, choosing, onChoosing }: CameraBarProps) {
  const { t } = useTranslation();
  const ids = cameras.map(({ id }) => id);
  const shown = layout ?? LAYOUTS.find((each) => each >= cameras.length) ?? 9;
  return (
    <header className="mc-playback-bar">
      <h1>{t('playback.title')}</h1>
      <CameraChooser chosen={ids} onChange={onChoose} open={choosing} onOpen={onChoosing}>
        <button type="button" className="mc-tool" data-testid="choose-cameras">
          ＋ {t('playback.chooser.open')}
        </button>
      </CameraChooser>
      <ul className="mc-playback-chips">
        {cameras.map(({ id, name }) => (
          <li key={id}>
            <span>{name}</span>
            <button
              type="button"
              aria-label={t('playback.chooser.remove', { name })}
              title={t('playback.chooser.remove', { name })}
              onClick={() => onChoose(ids.filter((each) => each !== id))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      {cameras.length > 1 && (
        <fieldset className="mc-playback-layouts" aria-label={t('playback.layouts')}>
          {LAYOUTS.map((each) => (
            <button
              key={each}
              type="button"
              className="mc-tool"
              aria-pressed={shown === each}
              aria-label={t('playback.layout', { n: each })}
              title={t('playback.layout', { n: each })}
              onClick={() => onLayout(layout === each ? undefined : each)}
            >
              <LayoutMark places={each} />
            </button>
          ))}
        </fieldset>
      )}
    </header>
  );
}

function LayoutMark({ places }: { places: number }) {
  const { columns, rows } = gridOf(places);
  const [wide, high] = [16 / columns, 12 / rows];
  const cells = Array.from({ length: columns * rows }, (_, index) => ({
    x: 1 + (index % columns) * wide,
    y: 1 + Math.floor(index / columns) * high,
  }));
  return (
    <svg viewBox="0 0 18 14" width="18" height="14" aria-hidden="true" fill="none" stroke="currentColor">
      {cells.map(({ x, y }) => (
        <rect key={`${x} ${y}`} x={x} y={y} width={wide - 1} height={high - 1} />
      ))}
    </svg>
  );
}
