/** Cameras on the network, found, looked at and registered, many at once. */
import { Alert, Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { AllowNetwork, networkOf } from '../../components/allow-network.tsx';
import { HallChooser } from '../../components/choosers.tsx';
import { EmptyView } from '../../components/state-views.tsx';
import { problemWords } from '../../lib/problem-words.ts';
import { DeviceList } from './device-list.tsx';
import { namesFor } from './device-names.ts';
import { NetworksPanel } from './networks-panel.tsx';
import { SearchBar } from './search-bar.tsx';
import { useDevices } from './use-devices.ts';
import { useDiscovery } from './use-discovery.ts';
import { useHallNames } from './use-hall-names.ts';
import './discovery.css';

export default function DiscoverPage() {
  const { t } = useTranslation();
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('discovery.title')}</h1>
        <span className="mc-spring" />
        <Link className="mc-button" to="/registry/cameras">
          {t('registry.title')}
        </Link>
      </div>
      <Tabs
        items={[
          { key: 'find', label: t('discovery.title'), children: <Finder /> },
          { key: 'networks', label: t('discovery.networks'), children: <NetworksPanel /> },
        ]}
      />
    </div>
  );
}

function Finder() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const hallId = params.get('hall') ?? undefined;
  const { begin, stop, search, error, refresh } = useDiscovery();
  const { states, busy, read, register } = useDevices();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [pattern, setPattern] = useState<string>(() => t('discovery.patternDefault'));
  const taken = useHallNames(hallId);
  const devices = search?.devices ?? [];
  const blocked = [...new Set(devices.flatMap(({ network }) => network ?? []))];
  const refused = networkOf(error);
  // In the order they are listed, whatever order they were ticked in.
  const chosen = devices.filter(({ address }) => selected.includes(address));
  const ready = chosen.flatMap((device) => {
    const state = states.get(device.address);
    return state?.step === 'told' && state.answer.ok && state.answer.main !== null
      ? [{ ...device, model: state.answer.model }]
      : [];
  });
  const worded = namesFor(pattern, ready, taken);
  const names = new Map(ready.map(({ address }, index) => [address, worded[index] ?? '']));
  const made = [...states.values()].filter(({ step }) => step === 'made').length;
  const credentials = username === '' && password === '' ? undefined : { username, password };
  return (
    <>
      <SearchBar
        search={search}
        isBeginning={begin.isPending}
        onBegin={(what) => begin.mutate(what)}
        onStop={() => stop.mutate()}
      />
      {error !== null && refused === undefined && (
        <Alert type="error" showIcon title={problemWords(error, t)} style={{ marginBottom: 12 }} />
      )}
      {refused !== undefined && (
        <AllowNetwork
          network={refused}
          onAllowed={() => begin.variables !== undefined && begin.mutate(begin.variables)}
        />
      )}
      {blocked.map((network) => (
        <AllowNetwork key={network} network={network} onAllowed={refresh} />
      ))}
      {search === undefined ? (
        <EmptyView text={t('discovery.start')} />
      ) : devices.length === 0 && search.state !== 'running' ? (
        <EmptyView text={t('discovery.empty')} />
      ) : (
        <DeviceList {...{ devices, states, names, selected, busy }} onSelect={setSelected} />
      )}
      {devices.length > 0 && (
        <footer className="mc-discover-foot">
          <form
            className="mc-discover-row"
            autoComplete="off"
            onSubmit={(event) => {
              event.preventDefault();
              void read(selected, credentials);
            }}
          >
            <Input
              aria-label={t('discovery.username')}
              placeholder={t('discovery.username')}
              autoComplete="off"
              value={username}
              onChange={(event) => setUsername(event.target.value)}
            />
            <Input.Password
              aria-label={t('discovery.password')}
              placeholder={t('discovery.password')}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <Button
              htmlType="submit"
              loading={busy && ready.length === 0}
              disabled={busy || selected.length === 0}
            >
              {t('discovery.read')}
            </Button>
            <span className="mc-muted">
              {t('discovery.selected', { n: selected.length })} · {t('discovery.readHint')}
            </span>
          </form>
          <div className="mc-discover-row">
            <HallChooser
              aria-label={t('discovery.hall')}
              placeholder={t('discovery.hall')}
              style={{ minWidth: 240 }}
              value={hallId ?? null}
              onChange={(next) => setParams(next === undefined ? {} : { hall: next }, { replace: true })}
            />
            <Input
              aria-label={t('discovery.pattern')}
              style={{ width: 180 }}
              value={pattern}
              onChange={(event) => setPattern(event.target.value)}
            />
            <Button
              type="primary"
              disabled={busy || hallId === undefined || ready.length === 0}
              onClick={() =>
                hallId !== undefined &&
                void register(hallId, names).then(() => {
                  setSelected([]);
                  refresh();
                })
              }
            >
              {t('discovery.register', { n: ready.length })}
            </Button>
            <span className="mc-muted" role="status">
              {made > 0
                ? t('discovery.done', { n: made })
                : ready.length === 0
                  ? t('discovery.registerNone')
                  : t('discovery.patternHint')}
            </span>
          </div>
        </footer>
      )}
    </>
  );
}
