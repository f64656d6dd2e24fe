/** One camera's picture, the windows in it, and their zones. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Camera, placement } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import type { Window } from '../../../../server/contract/places.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { EmptyView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { useSole } from '../../lib/use-sole.ts';
import { useFramePicture } from './use-frame-picture.ts';
import { useZoneDrafts } from './use-zone-drafts.ts';
import { ZoneCanvas } from './zone-canvas.tsx';
import { ZoneCopy } from './zone-copy.tsx';
import { blankDrawing } from './zone-drawing.ts';
import { ZoneMoved } from './zone-moved.tsx';
import { type ChosenPicture, pictureUrl, useCameraPictures, ZonePictures } from './zone-pictures.tsx';
import { ZoneSide } from './zone-side.tsx';
import './zones.css';

export function ZoneEditor({ data, camera }: { data: Wall; camera: Camera }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const sole = useSole();
  const [ratio, setRatio] = useState(16 / 9);
  const placements = data.placements.filter((each) => each.cameraId === camera.id);
  const zones = useZoneDrafts({ windows: data.windows, placements });
  const { drawing, drafts, drafted, windowId } = zones;
  const { picture, refresh, failed } = useFramePicture(camera);
  const pictures = useCameraPictures(camera.id).data ?? [];
  const [chosen, setChosen] = useState<ChosenPicture>();
  const past = useQuery({
    queryKey: ['placements', camera.id, chosen?.picture.at],
    queryFn: ({ signal }) =>
      api(`/cameras/${camera.id}/placements`, {
        schema: listOf(placement),
        query: { at: chosen?.picture.at },
        signal,
      }),
    enabled: chosen !== undefined,
  });
  const words = (one: Window) => `${t('window.number', { code: one.code })} ${one.name}`;
  const named = (ids: readonly string[]) =>
    data.windows
      .filter((each) => ids.includes(each.id))
      .map(words)
      .join(t('common.comma'));

  const save = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) {
        const { clerk, applicant } = (drafts[id] ?? blankDrawing).zones;
        await api(`/cameras/${camera.id}/placements/${id}`, {
          method: 'PUT',
          body: { clerkZone: clerk, applicantZone: applicant.length === 0 ? null : applicant },
        });
        // One after the other: what is stored is no draft any more, even where the next one fails.
        zones.saved(id);
      }
    },
    onSuccess: (_, ids) => void message.success(t('zone.saved', { window: named(ids) })),
    onError: (error) => void message.error(problemWords(error, t), 6),
    onSettled: async () => {
      sole.leave();
      await queries.invalidateQueries({ queryKey: ['wall', data.hall.id] });
    },
  });
  useLeaveGuard(drafted.length > 0, t('zone.leaveText', { windows: named(drafted) }));

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
        <ZoneCopy data={data} cameraId={camera.id} placements={placements} />
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
          <ZoneMoved
            cameraId={camera.id}
            pictures={pictures}
            onLook={(picture) => setChosen({ picture, opacity: 0.5 })}
          />
          <div style={{ '--mc-ratio': ratio } as React.CSSProperties}>
            <ZonePictures pictures={pictures} chosen={chosen} onChoose={setChosen} />
            <ZoneCanvas
              picture={picture}
              over={chosen && { picture: pictureUrl(camera.id, chosen.picture.id), opacity: chosen.opacity }}
              past={chosen === undefined ? [] : (past.data?.items ?? [])}
              drawing={drawing}
              dispatch={zones.dispatch}
              disabled={windowId === undefined}
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
              {t(failed ? 'zone.noPicture' : picture === undefined ? 'zone.pictureComes' : 'zone.hint')}{' '}
              {t('zone.keys')}
            </p>
          </div>
          <ZoneSide
            cameraId={camera.id}
            windows={data.windows}
            zones={zones}
            saving={save.isPending}
            onSave={(ids) => sole.enter() && save.mutate(ids)}
          />
        </div>
      )}
    </div>
  );
}
