/** Devices that were found: what each is, what it offers, and whether it is registered. */
import { Table } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeviceProfile, FoundDevice } from '../../../../server/contract/discovery.ts';
import { problemWords } from '../../lib/problem-words.ts';
import type { DeviceState } from './use-devices.ts';

export interface DeviceListProps {
  readonly devices: readonly FoundDevice[];
  readonly states: ReadonlyMap<string, DeviceState>;
  readonly names: ReadonlyMap<string, string>;
  readonly selected: readonly string[];
  readonly onSelect: (addresses: readonly string[]) => void;
  readonly busy: boolean;
}

export function DeviceList({ devices, states, names, selected, onSelect, busy }: DeviceListProps) {
  const { t } = useTranslation();
  return (
    <Table<FoundDevice>
      className="mc-discover-list"
      rowKey="address"
      size="small"
      sticky
      pagination={devices.length > 100 ? { pageSize: 100 } : false}
      dataSource={[...devices]}
      rowSelection={{
        selectedRowKeys: [...selected],
        onChange: (keys) => onSelect(keys.map(String)),
        getCheckboxProps: ({ address, allowed }) => ({
          disabled: busy || !allowed || states.get(address)?.step === 'made',
          'aria-label': address,
        }),
      }}
      columns={[
        {
          title: t('discovery.device'),
          render: (_, device) => <About device={device} state={states.get(device.address)} />,
        },
        {
          title: t('discovery.streams'),
          render: (_, { address }) => <Streams state={states.get(address)} />,
        },
        {
          title: t('discovery.status'),
          render: (_, device) => (
            <Status device={device} state={states.get(device.address)} name={names.get(device.address)} />
          ),
        },
      ]}
    />
  );
}

function About({ device, state }: { device: FoundDevice; state: DeviceState | undefined }) {
  const told = state?.step === 'told' || state?.step === 'made' ? state.answer : undefined;
  const answer = told?.ok === true ? told : undefined;
  const model = [answer?.make, answer?.model ?? device.hardware].filter(Boolean).join(' ');
  return (
    <div className="mc-discover-about">
      {answer?.picture != null && <img src={answer.picture} alt="" />}
      <div>
        <strong>{device.name ?? (model || device.host)}</strong>
        <div className="mc-mono mc-muted">
          {device.address.replace(/^http:\/\/|\/onvif\/device_service$/g, '')}
        </div>
        {model !== '' && <div className="mc-muted">{model}</div>}
        {answer?.serial != null && <div className="mc-muted mc-mono">{answer.serial}</div>}
      </div>
    </div>
  );
}

function Streams({ state }: { state: DeviceState | undefined }) {
  const { t } = useTranslation();
  if (state?.step !== 'told' && state?.step !== 'made') return null;
  const { answer } = state;
  if (!answer.ok) return null;
  const chosen = (
    [
      ['main', answer.main],
      ['sub', answer.sub],
    ] as const
  ).flatMap(([which, token]) => {
    const profile = answer.profiles.find((each) => each.token === token);
    return profile ? [{ which, profile }] : [];
  });
  if (chosen.length === 0) return <span className="mc-warn">{t('discovery.noStreams')}</span>;
  const rewritten = chosen.find(({ profile }) => profile.rewrittenFrom !== null)?.profile.rewrittenFrom;
  return (
    <>
      {chosen.map(({ which, profile }) => (
        <div key={which}>
          <span className="mc-muted">{t(`discovery.${which}`)}</span> {streamWords(profile, t)}
        </div>
      ))}
      {rewritten != null && <div className="mc-muted">{t('discovery.rewritten', { host: rewritten })}</div>}
      {answer.clockOffsetMs !== null && Math.abs(answer.clockOffsetMs) > 5000 && (
        <div className="mc-muted">
          {t(answer.clockOffsetMs > 0 ? 'stream.clockFast' : 'stream.clockSlow', {
            s: Math.round(Math.abs(answer.clockOffsetMs) / 1000),
          })}
        </div>
      )}
    </>
  );
}

function streamWords({ codec, width, height, fps, bitrateKbps }: DeviceProfile, t: TFunction): string {
  return [
    codec.replace(/^H(26\d)$/, 'H.$1'),
    `${width}×${height}`,
    ...(fps === null ? [] : [t('camera.fpsValue', { fps })]),
    ...(bitrateKbps === null ? [] : [`${bitrateKbps} kbit/s`]),
  ].join(' · ');
}

function Status(props: { device: FoundDevice; state: DeviceState | undefined; name: string | undefined }) {
  const { t } = useTranslation();
  const { device, state, name } = props;
  if (state?.step === 'reading') return <span role="status">{t('discovery.reading')} …</span>;
  if (state?.step === 'made')
    return (
      <>
        <div>{t('discovery.made', { name: state.camera.name })}</div>
        <Link to={`/wall/${state.camera.hallId}/camera/${state.camera.id}`}>{t('discovery.watch')}</Link>
      </>
    );
  if (state?.step === 'failed') return <span className="mc-warn">{problemWords(state.error, t)}</span>;
  if (state?.step === 'told' && !state.answer.ok)
    return (
      // What the device itself said is English and for whoever looks closer.
      <div className="mc-warn" title={state.answer.reason}>
        {t(`discovery.fault.${state.answer.code}`)}
      </div>
    );
  if (!device.allowed) return <span className="mc-warn">{t('discovery.blocked')}</span>;
  return (
    <>
      {device.registered.length === 0 && <div className="mc-muted">{t('discovery.fresh')}</div>}
      {device.registered.map((camera, index) =>
        camera === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: others' cameras have no name here, nor an order
          <div key={index}>{t('discovery.registeredElsewhere')}</div>
        ) : (
          <div key={camera.cameraId}>
            <Link to={`/registry/halls/${camera.hallId}/cameras?edit=${camera.cameraId}`}>
              {t('discovery.registered', { name: camera.name })}
            </Link>
          </div>
        ),
      )}
      {name !== undefined && <div>{t('discovery.willBe', { name })}</div>}
    </>
  );
}
