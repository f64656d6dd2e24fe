/** The page as it will be: tiles are dragged, resized, moved by keys; cameras are dropped onto it. */
import { memo, type ReactNode, useMemo, useRef } from 'react';
import ReactGridLayout, { getCompactor, type Layout, type LayoutItem } from 'react-grid-layout';
import { useTranslation } from 'react-i18next';
import { GRID_UNITS } from '../../../../server/contract/wall-layout.ts';
import type { TileContent, WallPictures } from '../../../../server/contract/walls.ts';
import { useSize } from '../../lib/use-size.ts';
import * as model from './editor-model.ts';
import { DRAGGED_CAMERA } from './source-panel.tsx';
import { useWallPictures } from './walls-api.ts';
import 'react-grid-layout/css/styles.css';

export interface EditorGridProps {
  readonly draft: model.Draft;
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  readonly onChange: (make: (draft: model.Draft) => model.Draft) => void;
}

/** Tiles lie where they are put; one that would lie over another goes back. */
const free = getCompactor(null, false, true);
const DROPPED = 6;
const RATIO = 16 / 9;

export function EditorGrid({ draft, chosenId, onChoose, onChange }: EditorGridProps) {
  const { t } = useTranslation();
  const [room, size] = useSize<HTMLDivElement>();
  const grid = useRef<HTMLDivElement>(null);
  const tiles = model.tilesOf(draft);
  const cameraIds = useMemo(
    () => tiles.flatMap(({ content }) => (content.kind === 'camera' ? [content.cameraId] : [])),
    [tiles],
  );
  const pictures = useWallPictures(cameraIds);
  const width = Math.floor(Math.min(size.width, size.height * RATIO));
  const height = width / RATIO;
  const layout = useMemo<Layout>(() => tiles.map(({ id, x, y, w, h }) => ({ i: id, x, y, w, h })), [tiles]);
  const settle = (_: unknown, __: unknown, item: LayoutItem | null) => {
    if (item !== null) onChange((before) => model.place(before, item.i, item));
  };
  const drop = (event: React.DragEvent) => {
    const cameraId = event.dataTransfer.getData(DRAGGED_CAMERA);
    const box = grid.current?.getBoundingClientRect();
    if (cameraId === '' || box === undefined) return;
    event.preventDefault();
    const unit = (at: number, from: number, of: number) => Math.floor(((at - from) / of) * GRID_UNITS);
    const [x, y] = [unit(event.clientX, box.left, box.width), unit(event.clientY, box.top, box.height)];
    const slot = draft.slots.find(
      (one) => x >= one.x && x < one.x + one.w && y >= one.y && y < one.y + one.h,
    );
    const limit = GRID_UNITS - DROPPED;
    const at = slot ?? {
      x: Math.max(0, Math.min(limit, x - DROPPED / 2)),
      y: Math.max(0, Math.min(limit, y - DROPPED / 2)),
      ...{ w: DROPPED, h: DROPPED },
    };
    onChange((before) => model.add(before, [{ kind: 'camera', cameraId }], at));
  };
  const pressed = (event: React.KeyboardEvent, id: string) => {
    const arrow = arrows[event.key];
    if (arrow !== undefined)
      onChange((before) => (event.shiftKey ? model.resize : model.move)(before, id, ...arrow));
    else if (event.key === 'Delete' || event.key === 'Backspace')
      onChange((before) => model.remove(before, id));
    else return;
    event.preventDefault();
  };
  return (
    <div ref={room} className="mc-editor-room">
      <div
        ref={grid}
        className="mc-editor-grid"
        data-testid="editor-grid"
        style={{ width, height }}
        role="application"
        aria-label={t('walls.grid')}
        onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED_CAMERA) && event.preventDefault()}
        onDrop={drop}
      >
        {draft.slots.map((slot) => (
          <span
            key={`${slot.x}/${slot.y}`}
            className="mc-editor-slot"
            style={{
              left: `${(slot.x / GRID_UNITS) * 100}%`,
              top: `${(slot.y / GRID_UNITS) * 100}%`,
              width: `${(slot.w / GRID_UNITS) * 100}%`,
              height: `${(slot.h / GRID_UNITS) * 100}%`,
            }}
          />
        ))}
        {tiles.length === 0 && draft.slots.length === 0 && (
          <p className="mc-editor-empty">{t('walls.editorEmpty')}</p>
        )}
        {width > 0 && (
          <ReactGridLayout
            width={width}
            layout={layout}
            autoSize={false}
            style={{ height }}
            gridConfig={{
              cols: GRID_UNITS,
              rowHeight: height / GRID_UNITS,
              maxRows: GRID_UNITS,
              margin: [0, 0],
              containerPadding: [0, 0],
            }}
            dragConfig={{ bounded: true, cancel: '.mc-editor-remove' }}
            resizeConfig={{ handles: ['se', 'e', 's'] }}
            compactor={free}
            onDragStop={settle}
            onResizeStop={settle}
          >
            {tiles.map((tile) => (
              // biome-ignore lint/a11y/useSemanticElements: the grid lays it out by its own style, which a fieldset has not
              <div
                key={tile.id}
                className="mc-editor-tile"
                data-testid="editor-tile"
                data-chosen={tile.id === chosenId}
                data-kind={tile.content.kind}
                // biome-ignore lint/a11y/noNoninteractiveTabindex: moved and resized by keys
                tabIndex={0}
                role="group"
                aria-label={t('walls.tileAt', { x: tile.x, y: tile.y, w: tile.w, h: tile.h })}
                onFocus={() => onChoose(tile.id)}
                onKeyDown={(event) => pressed(event, tile.id)}
              >
                <TileFace content={tile.content} pictures={pictures.data} />
                <button
                  type="button"
                  className="mc-editor-remove"
                  tabIndex={-1}
                  aria-label={t('walls.removeTile')}
                  onClick={() => onChange((before) => model.remove(before, tile.id))}
                >
                  ×
                </button>
              </div>
            ))}
          </ReactGridLayout>
        )}
      </div>
    </div>
  );
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** One still picture is enough to know which it is; nothing is played while a wall is built. */
const TileFace = memo(function TileFace(props: {
  content: TileContent;
  pictures: WallPictures | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const { content, pictures } = props;
  if (content.kind === 'trouble')
    return <span className="mc-editor-word">{t('walls.troubleRank', { n: content.rank + 1 })}</span>;
  if (content.kind === 'hidden') return <span className="mc-editor-word">{t('walls.cameraHidden')}</span>;
  const camera = pictures?.cameras.find(({ id }) => id === content.cameraId);
  return (
    <>
      <img src={`/media/${content.cameraId}/sub/frame.jpg`} alt="" draggable={false} />
      <span className="mc-editor-label">
        {camera === undefined ? '…' : `${camera.hallName} · ${camera.name}`}
      </span>
    </>
  );
});
