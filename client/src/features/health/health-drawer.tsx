/** One camera: evidence beside the picture before, what to do, figures, and every outage. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type Availability,
  type CameraHealthDetail,
  cameraHealthDetail,
} from '../../../../server/contract/health.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { spanText } from '../../lib/time.ts';
import { Evidence } from './evidence.tsx';
import { faultWords, findingWords } from './fault-words.ts';
import { OutageList, useOutages } from './outage-list.tsx';

export function HealthDrawer(props: { cameraId: string | undefined; onClose: () => void }) {
  const { cameraId } = props;
  const detail = useQuery({
    queryKey: ['health', 'camera', cameraId],
    queryFn: ({ signal }) => api(`/health/cameras/${cameraId}`, { schema: cameraHealthDetail, signal }),
    enabled: cameraId !== undefined,
  });
  const { data } = detail;
  return (
    <Drawer
      open={cameraId !== undefined}
      onClose={props.onClose}
      size={680}
      mask={false}
      title={data ? `${data.hallName} · ${data.name}` : ''}
      extra={data && <Links camera={data} />}
    >
      {data ? (
        <Detail camera={data} />
      ) : detail.error !== null ? (
        <ErrorView error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </Drawer>
  );
}

function Detail({ camera }: { camera: CameraHealthDetail }) {
  const { t } = useTranslation();
  const outages = useOutages(camera.cameraId);
  const shown = outages.items?.find(
    (one) => one.to === null && one.fault === camera.fault && one.evidenceId !== null,
  );
  return (
    <div className="mc-health-detail">
      <section>
        {camera.faults.length === 0 ? (
          <p className="mc-muted">{t(camera.checkedAt === null ? 'health.unknown' : 'health.well')}</p>
        ) : (
          <ul className="mc-health-faults">
            {camera.faults.map((one) => (
              <li key={one.fault}>
                <b className="mc-health-fault" data-fault={one.fault}>
                  {faultWords(one, t)}
                </b>{' '}
                <Instant at={one.since} />
                <div className="mc-muted">{findingWords(one, t)}</div>
              </li>
            ))}
          </ul>
        )}
        {shown && <Evidence outage={shown} />}
      </section>
      {camera.advice.length > 0 && (
        <section>
          <h3>{t('health.drawer.advice')}</h3>
          <ul className="mc-health-advice">
            {camera.advice.map((one) => (
              <li key={one}>{t(`health.advice.${one}`)}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t('health.drawer.availability')}</h3>
        <div className="mc-health-availability">
          {(['day', 'week', 'month'] as const).map((span) => (
            <Available key={span} title={t(`health.drawer.${span}`)} of={camera.availability[span]} />
          ))}
        </div>
      </section>
      <Figures camera={camera} />
      <section>
        <h3>{t('health.drawer.outages')}</h3>
        <OutageList outages={outages} />
      </section>
    </div>
  );
}

function Available({ title, of }: { title: string; of: Availability }) {
  const { t } = useTranslation();
  return (
    <div>
      <small className="mc-muted">{title}</small>
      <b>{of.share === null ? '—' : percent(of.share)}</b>
      <small>
        {of.share === null
          ? t('health.drawer.nothing')
          : t('health.drawer.down', { span: spanText(of.downMs, t) })}
      </small>
      {of.unobservedMs > 60_000 && (
        <small className="mc-muted">
          {t('health.drawer.unobserved', { span: spanText(of.unobservedMs, t) })}
        </small>
      )}
    </div>
  );
}

/** Never rounded up to a whole that it is not. */
function percent(share: number): string {
  const shown = Math.floor(share * 10_000) / 100;
  return `${shown === 100 ? '100' : shown.toFixed(2)}%`;
}

function Figures({ camera }: { camera: CameraHealthDetail }) {
  const { t } = useTranslation();
  const { width, height, codec, fps, bitrateKbps, expectedKbps, sourceKind } = camera;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('health.drawer.size'), width === null || height === null ? undefined : `${width} × ${height}`],
    [t('health.drawer.codec'), codec?.toUpperCase()],
    [
      t('health.column.figures'),
      [
        fps === null ? undefined : t('health.fps', { n: Math.round(fps) }),
        bitrateKbps === null
          ? undefined
          : expectedKbps === null
            ? t('health.kbps', { n: Math.round(bitrateKbps) })
            : t('health.ofKbps', { n: Math.round(bitrateKbps), of: Math.round(expectedKbps) }),
      ]
        .filter((one) => one !== undefined)
        .join(' · '),
    ],
    [
      t('health.drawer.source'),
      sourceKind === null ? undefined : t(`health.drawer.sourceKind.${sourceKind}`),
    ],
    [t('health.column.reconnects'), t('health.reconnects', { n: camera.reconnects24h })],
    [
      t('health.column.clock'),
      camera.clockOffsetMs === null
        ? undefined
        : t('health.offset', { s: (camera.clockOffsetMs / 1000).toFixed(1) }),
    ],
  ];
  return (
    <section>
      <h3>{t('health.drawer.figures')}</h3>
      <dl className="mc-health-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === undefined || value === '' ? '—' : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Links({ camera }: { camera: CameraHealthDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const ask = useReason();
  const { message } = App.useApp();
  const { cameraId, hallId, name } = camera;
  const hasMoved = camera.faults.some(({ fault }) => fault === 'moved');
  const accept = () =>
    ask({
      title: t('health.drawer.acceptTitle', { name }),
      text: t('health.drawer.acceptText'),
      verb: t('health.drawer.accept'),
      run: async (reason) => {
        await api(`/cameras/${cameraId}/reference`, { method: 'POST', reason });
        void message.success(t('health.drawer.accepted'));
      },
    });
  return (
    <div className="mc-health-links">
      {hasMoved && may('alarms:handle') && (
        <Button size="small" onClick={accept}>
          {t('health.drawer.accept')}
        </Button>
      )}
      {hasMoved && may('cameras:write') && (
        <Link to={`/registry/halls/${hallId}/cameras/${cameraId}/zones`}>{t('health.drawer.zones')}</Link>
      )}
      {may('live:view') && <Link to={`/wall/${hallId}/camera/${cameraId}`}>{t('health.drawer.wall')}</Link>}
      {may('cameras:read') && (
        <Link to={`/registry/halls/${hallId}/cameras`}>{t('health.drawer.registry')}</Link>
      )}
    </div>
  );
}
