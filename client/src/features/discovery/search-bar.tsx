/** How to look: by multicast on one of the server's interfaces, or through a range of addresses. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Progress, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import { type Discovery, localNetwork, type NewDiscovery } from '../../../../server/contract/discovery.ts';
import { api } from '../../lib/api.ts';

const ways = ['multicast', 'range'] as const;

export function SearchBar(props: {
  search: Discovery | undefined;
  isBeginning: boolean;
  onBegin: (what: NewDiscovery) => void;
  onStop: () => void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const [way, setWay] = useState<(typeof ways)[number]>('multicast');
  const [chosen, setChosen] = useState<string>();
  const [cidr, setCidr] = useState('');
  const { data, isPending } = useQuery({
    queryKey: ['camera-discovery', 'interfaces'],
    queryFn: ({ signal }) =>
      api('/camera-discovery/interfaces', { schema: listOf(localNetwork), signal }).then(
        ({ items }) => items,
      ),
  });
  const on =
    data?.find(({ address }) => address === chosen) ?? data?.find(({ allowed }) => allowed) ?? data?.[0];
  const running = search?.state === 'running';
  const what: NewDiscovery | undefined =
    way === 'multicast'
      ? on && { kind: 'multicast', interface: on.address }
      : cidr.trim() === ''
        ? undefined
        : { kind: 'range', cidr: cidr.trim() };
  const begin = () => what !== undefined && props.onBegin(what);
  return (
    <section className="mc-discover-bar">
      <div className="mc-discover-row">
        <Segmented
          value={way}
          onChange={setWay}
          disabled={running}
          options={ways.map((value) => ({ value, label: t(`discovery.how.${value}`) }))}
        />
        {way === 'multicast' ? (
          <Select
            aria-label={t('discovery.interface')}
            style={{ minWidth: 260 }}
            loading={isPending}
            disabled={running}
            value={on?.address ?? null}
            onChange={(address) => setChosen(address ?? undefined)}
            options={(data ?? []).map(({ name, address, cidr: network, allowed }) => ({
              value: address,
              label: `${name} · ${network}${allowed ? '' : ` · ${t('discovery.blocked')}`}`,
            }))}
          />
        ) : (
          <Input
            aria-label={t('discovery.range')}
            className="mc-mono"
            style={{ width: 260 }}
            placeholder={t('discovery.rangeHint')}
            disabled={running}
            value={cidr}
            onChange={(event) => setCidr(event.target.value)}
            onPressEnter={begin}
          />
        )}
        {running ? (
          <Button onClick={props.onStop}>{t('discovery.stop')}</Button>
        ) : (
          <Button type="primary" loading={props.isBeginning} disabled={what === undefined} onClick={begin}>
            {t('discovery.begin')}
          </Button>
        )}
        {search !== undefined && (
          <span className="mc-muted" role="status">
            {t(`discovery.state.${search.state}`)} · {t('discovery.found', { n: search.devices.length })}
            {search.total > 0 && ` · ${t('discovery.progress', { done: search.done, total: search.total })}`}
          </span>
        )}
      </div>
      {running && (
        <Progress
          size="small"
          showInfo={false}
          status="active"
          percent={search.total === 0 ? 100 : Math.round((100 * search.done) / search.total)}
        />
      )}
      <p className="mc-muted mc-discover-hint">{t(`discovery.howHint.${way}`)}</p>
    </section>
  );
}
