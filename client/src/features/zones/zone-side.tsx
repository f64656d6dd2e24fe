/** Beside the picture: which window, which zone of it, and what can be done with the drawing. */
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../../server/contract/cameras.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { useDelete } from '../../components/use-delete.tsx';
import type { useZoneDrafts } from './use-zone-drafts.ts';
import { savable, unsaved, type ZoneKind } from './zone-drawing.ts';

export interface ZoneSideProps {
  readonly cameraId: string;
  readonly windows: readonly Window[];
  readonly zones: ReturnType<typeof useZoneDrafts>;
  readonly saving: boolean;
  /** Saves these windows' drawings. */
  readonly onSave: (windowIds: readonly string[]) => void;
}

export function ZoneSide({ cameraId, windows, zones, saving, onSave }: ZoneSideProps) {
  const { t } = useTranslation();
  const remove = useDelete();
  const { drawing, dispatch, drafts, drafted, windowId, choose, placementOf } = zones;
  const window = windows.find((each) => each.id === windowId);
  const placement: Placement | undefined = windowId === undefined ? undefined : placementOf(windowId);
  const words = (one: Window) => `${t('window.number', { code: one.code })} ${one.name}`;
  const points = drawing.zones[drawing.kind];
  const dirty = unsaved(drawing);
  const ready = drafted.filter((id) => savable(drafts[id]?.zones ?? { clerk: [], applicant: [] }));
  return (
    <div className="mc-zone-side">
      <ul className="mc-zone-list" aria-label={t('registry.windows')}>
        {windows.map((each) => (
          <li key={each.id}>
            <button type="button" aria-pressed={each.id === windowId} onClick={() => choose(each.id)}>
              <b>{t('window.number', { code: each.code })}</b>
              <span>{each.name}</span>
              <span>
                {drafted.includes(each.id)
                  ? t('zone.draft')
                  : placementOf(each.id) === undefined
                    ? t('zone.unplaced')
                    : t('zone.placed')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Segmented<ZoneKind>
        block
        value={drawing.kind}
        onChange={(kind) => dispatch({ type: 'kind', kind })}
        options={[
          { value: 'clerk', label: t('zone.clerk') },
          { value: 'applicant', label: t('zone.applicant') },
        ]}
      />
      <div className="mc-zone-tools">
        {points.length === 0 && (
          <Button onClick={() => dispatch({ type: 'rectangle' })}>{t('zone.rectangle')}</Button>
        )}
        <Button disabled={drawing.past.length === 0} onClick={() => dispatch({ type: 'undo' })}>
          {t('zone.undo')}
        </Button>
        <Button disabled={points.length === 0} onClick={() => dispatch({ type: 'clear' })}>
          {t('zone.clear')}
        </Button>
      </div>
      <span className="mc-muted">
        {t('zone.corners', { n: points.length })}
        {points.length > 0 && points.length < 3 ? ` · ${t('zone.tooFew')}` : ''}
      </span>
      <Button
        type="primary"
        size="large"
        disabled={window === undefined || !dirty || !savable(drawing.zones)}
        loading={saving}
        onClick={() => window !== undefined && onSave([window.id])}
      >
        {t('zone.save')}
      </Button>
      {ready.length > 1 && (
        <Button disabled={saving} onClick={() => onSave(ready)}>
          {t('zone.saveAll', { n: ready.length })}
        </Button>
      )}
      {dirty && <span>{t('zone.unsaved')}</span>}
      <span className="mc-muted">{t('zone.history')}</span>
      {placement !== undefined && window !== undefined && (
        <Button
          danger
          type="text"
          onClick={() =>
            remove({
              path: `/cameras/${cameraId}/placements/${window.id}`,
              kind: t('registry.windows'),
              name: words(window),
              title: t('zone.removeTitle', { window: words(window) }),
              text: t('zone.removeText'),
              verb: t('zone.remove'),
              after: () => dispatch({ type: 'load', zones: { clerk: [], applicant: [] } }),
            })
          }
        >
          {t('zone.remove')}
        </Button>
      )}
    </div>
  );
}
