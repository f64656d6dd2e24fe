/** What is in the hall and not on its plan yet: dragged there, or put into its middle by a click or Enter. */
import { useTranslation } from 'react-i18next';
import type { Wall } from '../../../../../server/contract/wall.ts';
import type { Thing } from './plan-positions.ts';

export interface PlanUnplacedProps {
  readonly cameras: Wall['cameras'];
  readonly windows: Wall['windows'];
  readonly onPut: (thing: Thing) => void;
}

export function PlanUnplaced({ cameras, windows, onPut }: PlanUnplacedProps) {
  const { t } = useTranslation();
  const all = [
    ...cameras.map((camera) => ({ kind: 'camera' as const, id: camera.id, label: camera.name })),
    ...windows.map((window) => ({
      kind: 'window' as const,
      id: window.id,
      label: `${t('window.number', { code: window.code })} ${window.name}`,
    })),
  ];
  return (
    <aside className="mc-plan-unplaced">
      <h3>{t('plan.unplaced')}</h3>
      <p className="mc-muted">{all.length === 0 ? t('plan.allPlaced') : t('plan.unplacedText')}</p>
      <ul>
        {all.map(({ kind, id, label }) => (
          <li key={id}>
            <button
              type="button"
              draggable
              className="mc-plan-item"
              data-kind={kind}
              onDragStart={(event) => event.dataTransfer.setData('text/plain', `${kind} ${id}`)}
              onClick={() => onPut({ kind, id })}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
