/** Every version of a matter, when it holds and who said so; two of them beside each other. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Matter, MatterVersion } from '../../../../server/contract/matters.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { diffOf } from './matter-diff.ts';
import { useVersions } from './use-matter.ts';

const MOST_COUNTED = 1000;

export function MatterHistory({ matter }: { matter: Matter }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, isPending, refetch } = useVersions(matter.id);
  const withdraw = useWithdraw(matter.id);
  if (error !== null && data === undefined) return <ErrorView error={error} onRetry={() => void refetch()} />;
  const mayWrite = may('matters:write');
  return (
    <section className="mc-matter-panel mc-matter-history">
      <h2>{t('matters.history')}</h2>
      <p className="mc-muted">{t('matters.historyText')}</p>
      <Table<MatterVersion>
        size="small"
        loading={isPending}
        pagination={false}
        rowKey="version"
        dataSource={data ?? []}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('matters.version'),
            render: (_, one) => (
              <>
                {t('matters.versionNo', { n: one.version })}{' '}
                <Tag {...(one.state === 'inForce' ? { color: 'processing' } : {})}>
                  {t(`matters.states.${one.state}`)}
                </Tag>
                {one.isCorrection && <Tag>{t('matters.correction')}</Tag>}
              </>
            ),
          },
          {
            title: t('matters.from'),
            render: (_, one) => <At at={one.validFrom} none={t('matters.beginning')} />,
          },
          {
            title: t('matters.to'),
            render: (_, one) =>
              one.state === 'withdrawn' || one.state === 'superseded' ? (
                '—'
              ) : (
                <At at={one.validTo} none={one.state === 'upcoming' ? '…' : t('matters.open')} />
              ),
          },
          {
            title: t('matters.by'),
            render: (_, one) => (
              <>
                {one.changedBy} · <Instant at={one.changedAt} />
              </>
            ),
          },
          { title: t('matters.reason'), render: (_, one) => one.reason ?? '—' },
          { title: t('matters.cases'), render: (_, one) => <Cases matterId={matter.id} version={one} /> },
          {
            title: '',
            align: 'right',
            render: (_, one) =>
              mayWrite &&
              one.state === 'upcoming' && (
                <Button size="small" onClick={() => withdraw(one.version)}>
                  {t('matters.withdraw')}
                </Button>
              ),
          },
        ]}
      />
      {data !== undefined && data.length > 1 && <Compare versions={data} />}
    </section>
  );
}

const At = ({ at, none }: { at: string | null; none: string }) =>
  at === null ? <span>{none}</span> : <Instant at={at} />;

function Cases({ matterId, version }: { matterId: string; version: MatterVersion }) {
  const { t } = useTranslation();
  const may = useMay();
  const { cases, validFrom, validTo } = version;
  const text =
    cases > MOST_COUNTED
      ? t('matters.casesMore', { n: MOST_COUNTED })
      : cases === 0
        ? t('matters.noCases')
        : t('matters.casesCount', { n: cases });
  if (cases === 0 || !may('cases:read')) return <span>{text}</span>;
  const query = new URLSearchParams({
    matterId,
    ...(validFrom !== null && { acceptedFrom: validFrom }),
    ...(validTo !== null && { acceptedTo: validTo }),
  });
  return <Link to={`/cases?${query}`}>{text}</Link>;
}

/** The two last ones, until others are chosen. */
function Compare({ versions }: { versions: readonly MatterVersion[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly [number | undefined, number | undefined]>([
    undefined,
    undefined,
  ]);
  const [all, setAll] = useState(false);
  const [newest, before] = versions;
  const a = versions.find((one) => one.version === chosen[0]) ?? before;
  const b = versions.find((one) => one.version === chosen[1]) ?? newest;
  if (a === undefined || b === undefined) return null;
  const rows = diffOf(a, b, t);
  const differing = rows.filter((row) => row.differs);
  const options = versions.map((one) => ({
    value: one.version,
    label: `${t('matters.versionNo', { n: one.version })} · ${t(`matters.states.${one.state}`)}`,
  }));
  return (
    <div className="mc-matter-compare">
      <div className="mc-matter-compare-head">
        <b>{t('matters.compare')}</b>
        <Select
          aria-label={t('matters.compare')}
          value={a.version}
          options={options}
          style={{ width: 170 }}
          onChange={(version: number) => setChosen([version, chosen[1]])}
        />
        <span>{t('matters.compareWith')}</span>
        <Select
          aria-label={t('matters.compareWith')}
          value={b.version}
          options={options}
          style={{ width: 170 }}
          onChange={(version: number) => setChosen([chosen[0], version])}
        />
        <span className="mc-muted">
          {differing.length === 0
            ? t('matters.nothingDiffers')
            : t('matters.differs', { n: differing.length })}
        </span>
        <span style={{ flex: 1 }} />
        <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
          {t('matters.all')}
        </Checkbox>
      </div>
      <Table
        size="small"
        pagination={false}
        rowKey="key"
        dataSource={all ? rows : differing}
        locale={{ emptyText: t('matters.nothingDiffers') }}
        rowClassName={(row) => (row.differs ? 'mc-matter-differs' : '')}
        columns={[
          { title: t('matters.field'), dataIndex: 'title', width: 170 },
          { title: t('matters.versionNo', { n: a.version }), dataIndex: 'a', className: 'mc-matter-prose' },
          { title: t('matters.versionNo', { n: b.version }), dataIndex: 'b', className: 'mc-matter-prose' },
        ]}
      />
    </div>
  );
}

function useWithdraw(matterId: string): (version: number) => void {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: (version: number) => api(`/matters/${matterId}/versions/${version}`, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries(),
    onError: (fault) => void message.error(problemWords(fault, t)),
  });
  return (version) =>
    void modal.confirm({
      title: t('matters.withdrawTitle', { n: version }),
      content: t('matters.withdrawText'),
      okText: t('matters.withdraw'),
      cancelText: t('common.cancel'),
      onOk: () => mutateAsync(version),
    });
}
