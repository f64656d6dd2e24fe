/** The wall that fills itself: windows that need a look, the most urgent first, and calm when there are none. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OverlayToggle } from '../../components/in-picture/overlay-toggle.tsx';
import { EmptyView } from '../../components/state-views.tsx';
import { ReasonChips } from './reason-chips.tsx';
import { useSend } from './send-dialog.tsx';
import { Stage } from './stage.tsx';
import type { StageTileSpec } from './stage-tile-spec.ts';
import { boxesFor } from './templates.ts';
import { placesInUse } from './trouble-slots.ts';
import { useTrouble } from './use-trouble.ts';
import { useTroubleSlots } from './use-trouble-slots.ts';
import { useWarmMedia } from './use-warm-media.ts';
import { useStageKeyWords } from './wall-keys-words.ts';
import '../../components/wall/wall-frame.css';
import './walls.css';

/** More at once are not looked at but overlooked. */
const PLACES = 16;

export default function TroublePage() {
  const { t } = useTranslation();
  useWarmMedia();
  useStageKeyWords();
  const items = useTrouble();
  const slots = useTroubleSlots(items, PLACES);
  const { send, dialog } = useSend();
  const inUse = placesInUse(slots);
  const tiles = useMemo(() => {
    const boxes = boxesFor(inUse);
    return slots.flatMap((slot, index): StageTileSpec[] => {
      const box = boxes[index];
      if (slot === undefined || box === undefined) return [];
      const { picture } = slot;
      return [
        {
          ...{ id: picture.key, ...box, cameraId: picture.cameraId },
          fading: slot.goneSinceMs !== undefined,
          why: <ReasonChips windows={picture.windows} />,
          instead: t('walls.noCamera', { hall: picture.hallName }),
        },
      ];
    });
  }, [slots, inUse, t]);
  const shown = slots.reduce(
    (sum, slot) => sum + (slot?.goneSinceMs === undefined ? (slot?.picture.windows.length ?? 0) : 0),
    0,
  );
  const more = (items?.length ?? 0) - shown;
  return (
    <div className="mc-wall" data-testid="trouble-wall">
      <div className="mc-wall-bar">
        <Link className="mc-tool-link" to="/walls">
          ‹ {t('walls.title')}
        </Link>
        <h1>{t('walls.troubleTitle')}</h1>
        <span>{items !== undefined && t('walls.troubleCount', { n: items.length })}</span>
        {more > 0 && <span>{t('walls.troubleMore', { n: more })}</span>}
        <span className="mc-spring" />
        <OverlayToggle />
      </div>
      {items === undefined ? (
        <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />
      ) : tiles.length === 0 ? (
        <EmptyView title={t('walls.calmTitle')} text={t('walls.calmText')} />
      ) : (
        <Stage tiles={tiles} onSend={(cameraId) => send({ kind: 'camera', cameraId })} />
      )}
      {dialog}
    </div>
  );
}
