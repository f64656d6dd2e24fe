/** Says when the camera no longer looks where the zones were drawn, and lets a person settle it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { type CameraPicture, cameraHealthBrief } from '../../../../server/contract/health.ts';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';

const EVERY_MS = 30_000;

export function ZoneMoved(props: {
  readonly cameraId: string;
  readonly pictures: readonly CameraPicture[];
  readonly onLook: (picture: CameraPicture) => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = useMay();
  const { cameraId, pictures, onLook } = props;
  const health = useQuery({
    queryKey: ['camera-health', cameraId],
    queryFn: ({ signal }) => api(`/cameras/${cameraId}/health`, { schema: cameraHealthBrief, signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  });
  const ask = useReason();
  const accept = () =>
    ask({
      title: t('zone.movedFits'),
      text: t('zone.movedFitsText'),
      verb: t('zone.movedFits'),
      run: async (reason) => {
        await api(`/cameras/${cameraId}/reference`, { method: 'POST', reason });
        void message.success(t('zone.movedDone'));
        await queries.invalidateQueries({ queryKey: ['camera-health', cameraId] });
        await queries.invalidateQueries({ queryKey: ['camera-pictures', cameraId] });
      },
    });
  const moved = health.data?.moved;
  if (!moved) return null;
  const drawnOn = pictures.find((each) => each.kind === 'reference');
  return (
    <Alert
      className="mc-zone-moved"
      type="warning"
      showIcon
      title={t('zone.moved', { at: instantText(moved.since) })}
      description={t('zone.movedText')}
      action={
        <Space orientation="vertical">
          {drawnOn !== undefined && (
            <Button size="small" onClick={() => onLook(drawnOn)}>
              {t('zone.movedLook')}
            </Button>
          )}
          {may('alarms:handle') && (
            <Button size="small" onClick={accept}>
              {t('zone.movedFits')}
            </Button>
          )}
        </Space>
      }
    />
  );
}
