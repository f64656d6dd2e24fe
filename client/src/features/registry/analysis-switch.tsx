/** Whether a camera's picture is looked at for who is at its windows (never who it is), and how that goes. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Skeleton, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { type CameraAnalysis, cameraAnalysis } from '../../../../server/contract/occupancy.ts';
import { Instant } from '../../components/instant.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';

const EVERY_MS = 5000;

export function AnalysisSwitch({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const queryKey = ['camera-analysis', cameraId];
  const path = `/cameras/${cameraId}/analysis`;
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api(path, { schema: cameraAnalysis, signal }),
    refetchInterval: EVERY_MS,
  });
  const turn = useMutation({
    mutationFn: (on: boolean) => api(path, { method: 'PUT', body: { on }, schema: cameraAnalysis }),
    onSuccess: (answer) => queries.setQueryData(queryKey, answer),
  });
  const failed = turn.error ?? error;
  return (
    <Form.Item label={t('occupancy.analysis.title')} extra={t('occupancy.analysis.hint')}>
      {data === undefined ? (
        failed === null && <Skeleton.Input size="small" active />
      ) : (
        <div data-testid="analysis-switch" data-state={data.state}>
          <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
            <Switch
              aria-label={t('occupancy.analysis.on')}
              size="small"
              checked={data.on}
              loading={turn.isPending}
              disabled={!may('cameras:write')}
              onChange={(on) => turn.mutate(on)}
            />
            {t('occupancy.analysis.on')}
          </span>
          <State analysis={data} />
        </div>
      )}
      {failed !== null && (
        <Alert type="error" showIcon title={problemWords(failed, t)} style={{ marginTop: 8 }} />
      )}
    </Form.Item>
  );
}

function State({ analysis }: { analysis: CameraAnalysis }) {
  const { t } = useTranslation();
  const { state, cause, since, lastPictureAt, windows, site } = analysis;
  if (!site) return <p className="mc-muted">{t('occupancy.analysis.siteOff')}</p>;
  const why = cause === null ? '' : t(`occupancy.cause.${cause}`);
  return (
    <p className="mc-muted" style={{ margin: '4px 0 0' }}>
      {t(`occupancy.analysis.state.${state}`, { cause: why })}
      {since !== null && (
        <>
          {' · '}
          {t('occupancy.analysis.sinceWord')} <Instant at={since} />
        </>
      )}
      {windows > 0 && ` · ${t('occupancy.analysis.windows', { count: windows })}`}
      {lastPictureAt !== null && (
        <>
          {' · '}
          {t('occupancy.analysis.lastPicture')} <Instant at={lastPictureAt} />
        </>
      )}
    </p>
  );
}
