/** At one place: whether a person holds each permission there, by which grant, or why not. */
import { useQuery } from '@tanstack/react-query';
import { Select, Table } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type RightsCheck, rightsCheck } from '../../../../server/contract/rights.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { permissionGroups, permissionWords } from '../../lib/roles.ts';
import { sourceWords } from './source-words.tsx';
import { type ThingKind, ThingSelect, thingKinds } from './thing-select.tsx';

/** What is asked is in the address: `?camera=…`. */
export function RightsCheckPanel({ userId, name }: { userId: string; name: string }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = thingKinds.find((kind) => search.has(kind));
  const kind: ThingKind = asked ?? 'camera';
  const id = asked === undefined ? undefined : (search.get(asked) ?? undefined);
  const { data, error, refetch } = useQuery({
    queryKey: ['rights', userId, 'check', kind, id],
    queryFn: ({ signal }) =>
      api(`/users/${userId}/rights/check`, { schema: rightsCheck, query: { [kind]: id }, signal }),
    enabled: id !== undefined && id !== '',
  });
  return (
    <section className="mc-panel">
      <h2>{t('rights.check.title')}</h2>
      <span className="mc-muted">{t('rights.check.text')}</span>
      <div className="mc-rights-asked">
        <Select<ThingKind>
          aria-label={t('rights.check.kind')}
          style={{ width: 120 }}
          value={kind}
          onChange={(next) => setSearch({ [next]: '' }, { replace: true })}
          options={thingKinds.map((each) => ({ value: each, label: t(`rights.check.kinds.${each}`) }))}
        />
        <ThingSelect
          key={kind}
          kind={kind}
          value={id === '' ? undefined : id}
          name={data?.thing.name}
          onChange={(next) => setSearch({ [kind]: next }, { replace: true })}
        />
        {kind === 'camera' && data !== undefined && id !== '' && (
          <Link to={`/people/cameras/${data.thing.id}/viewers`} style={{ alignSelf: 'center' }}>
            {t('rights.check.viewers')}
          </Link>
        )}
      </div>
      {id !== undefined && id !== '' && data === undefined && error === null && (
        <div className="mc-skeleton" style={{ height: 320 }} aria-busy="true" />
      )}
      {error !== null && <ErrorView error={error} onRetry={() => void refetch()} />}
      {data !== undefined && id !== '' && (
        <>
          <h3 style={{ margin: '0 0 8px', fontSize: 14 }}>
            {t('rights.check.result', { name, thing: data.thing.name })}
          </h3>
          <Answers check={data} />
        </>
      )}
    </section>
  );
}

function Answers({ check }: { check: RightsCheck }) {
  const { t } = useTranslation();
  const rows = permissionGroups.flatMap(({ permissions }) =>
    permissions.flatMap((one) => check.permissions.find(({ permission }) => permission === one) ?? []),
  );
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="permission"
      dataSource={rows}
      columns={[
        {
          title: t('rights.permissionColumn'),
          render: (_, row) => (
            <span className={row.allowed ? '' : 'mc-no'}>{permissionWords(row.permission, t)}</span>
          ),
        },
        {
          title: t('rights.verdict'),
          width: 100,
          render: (_, { allowed }) => (
            <span className={allowed ? 'mc-verdict mc-yes' : 'mc-verdict mc-no'}>
              {allowed ? `✓ ${t('rights.allowed')}` : `✕ ${t('rights.denied')}`}
            </span>
          ),
        },
        { title: t('rights.whyColumn'), render: (_, row) => whyWords(row, check, t) },
      ]}
    />
  );
}

function whyWords(row: RightsCheck['permissions'][number], check: RightsCheck, t: TFunction): string {
  const sources = row.from
    .flatMap((index) => check.sources[index] ?? [])
    .map((source) => sourceWords(source, t))
    .join('；');
  return row.whyNot === null ? sources : t(`rights.why.${row.whyNot}`, { sources });
}
