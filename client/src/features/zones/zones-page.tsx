/** Marking each window in a camera's picture. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { useEffect, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Camera } from '../../../../server/contract/cameras.ts';
import type { Window } from '../../../../server/contract/places.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useDelete } from '../../components/use-delete.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { useSole } from '../../lib/use-sole.ts';
import { useFramePicture } from './use-frame-picture.ts';
import { ZoneCanvas } from './zone-canvas.tsx';
import { drawDraft, unsavedWindows } from './zone-drafts.ts';
import { blankDrawing, type DrawingAction, savable, unsaved, type ZoneKind } from './zone-drawing.ts';
import './zones.css';

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
  return <Zones key={cameraId} data={data} camera={camera} />;
}

function Zones({ data, camera }: { data: Wall; camera: Camera }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const remove = useDelete();
  const sole = useSole();
  const [search] = useSearchParams();
  const [drafts, change] = useReducer(drawDraft, {});
  const [ratio, setRatio] = useState(16 / 9);
  const placements = data.placements.filter((each) => each.cameraId === camera.id);
  const placementOf = (windowId: string) => placements.find((each) => each.windowId === windowId);
  const [windowId, setWindowId] = useState(
    () =>
      (
        data.windows.find((each) => each.id === search.get('window')) ??
        data.windows.find((each) => placementOf(each.id) === undefined) ??
        data.windows[0]
      )?.id,
  );
  const drawing = (windowId === undefined ? undefined : drafts[windowId]) ?? blankDrawing;
  const dispatch = (action: DrawingAction) => {
    if (windowId !== undefined) change({ windowId, action });
  };
  const { picture, refresh, failed } = useFramePicture(camera);
  const window = data.windows.find((each) => each.id === windowId);
  const placement = windowId === undefined ? undefined : placementOf(windowId);

  const choose = (id: string) => {
    const found = placementOf(id);
    setWindowId(id);
    change({
      windowId: id,
      action: {
        type: 'open',
        zones: { clerk: found?.clerkZone ?? [], applicant: found?.applicantZone ?? [] },
      },
    });
  };
  // The first window is chosen as the page opens.
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (opened || windowId === undefined) return;
    setOpened(true);
    choose(windowId);
  });
  const save = useMutation({
    mutationFn: (id: string) =>
      api(`/cameras/${camera.id}/placements/${id}`, {
        method: 'PUT',
        body: {
          clerkZone: drawing.zones.clerk,
          applicantZone: drawing.zones.applicant.length === 0 ? null : drawing.zones.applicant,
        },
      }),
    onSuccess: async (_, id) => {
      change({ windowId: id, action: { type: 'saved' } });
      if (window !== undefined) void message.success(t('zone.saved', { window: words(window) }));
      await queries.invalidateQueries({ queryKey: ['wall', data.hall.id] });
    },
    onError: (error) => void message.error(problemWords(error, t), 6),
    onSettled: () => sole.leave(),
  });
  const words = (one: Window) => `${t('window.number', { code: one.code })} ${one.name}`;
  const points = drawing.zones[drawing.kind];
  const dirty = unsaved(drawing);
  const drafted = unsavedWindows(drafts);
  useLeaveGuard(
    drafted.length > 0,
    t('zone.leaveText', {
      windows: data.windows
        .filter((each) => drafted.includes(each.id))
        .map(words)
        .join(t('common.comma')),
    }),
  );

  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to={`/registry/halls/${data.hall.id}/cameras`} className="mc-muted">
          {data.hall.name} / {t('registry.cameras')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>
          {camera.name} · {t('zone.title')}
        </h1>
        <span className="mc-spring" />
        <Button onClick={refresh}>{t('zone.refresh')}</Button>
        <Link className="mc-button" to={`/wall/${data.hall.id}`}>
          {t('registry.openWall')}
        </Link>
      </div>
      {data.windows.length === 0 ? (
        <EmptyView text={t('zone.noWindows')}>
          <Link className="mc-button" data-primary="" to={`/registry/halls/${data.hall.id}/windows?new`}>
            {t('registry.newWindow')}
          </Link>
        </EmptyView>
      ) : (
        <div className="mc-zones-page">
          <div style={{ '--mc-ratio': ratio } as React.CSSProperties}>
            <ZoneCanvas
              picture={picture}
              drawing={drawing}
              dispatch={dispatch}
              disabled={window === undefined}
              onRatio={setRatio}
              others={placements
                .filter((each) => each.windowId !== windowId)
                .map((each) => ({
                  placement: each,
                  label: t('window.number', {
                    code: data.windows.find((one) => one.id === each.windowId)?.code ?? '?',
                  }),
                }))}
            />
            <p className="mc-muted" style={{ textAlign: 'center', margin: '8px 0 0' }}>
              {failed ? t('zone.noPicture') : t('zone.hint')} {t('zone.keys')}
            </p>
          </div>
          <div className="mc-zone-side">
            <ul className="mc-zone-list" aria-label={t('registry.windows')}>
              {data.windows.map((each) => (
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
              loading={save.isPending}
              onClick={() => window !== undefined && sole.enter() && save.mutate(window.id)}
            >
              {t('zone.save')}
            </Button>
            {dirty && <span>{t('zone.unsaved')}</span>}
            <span className="mc-muted">{t('zone.history')}</span>
            {placement !== undefined && window !== undefined && (
              <Button
                danger
                type="text"
                onClick={() =>
                  remove({
                    path: `/cameras/${camera.id}/placements/${window.id}`,
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
        </div>
      )}
    </div>
  );
}
