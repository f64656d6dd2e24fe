/** A matter: what is applied for, within which limits, by whom, with what; and how that came to be. */
import { Button, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { id } from '../../../../server/contract/common.ts';
import type { MatterDetail } from '../../../../server/contract/matters.ts';
import { Copyable } from '../../components/copyable.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { limitText } from '../../lib/case-clock.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';
import { feeText } from './matter-diff.ts';
import { MatterHistory } from './matter-history.tsx';
import { MatterStages } from './matter-stages.tsx';
import { useDepartmentName } from './use-department-name.ts';
import { useMatter } from './use-matter.ts';
import './matters.css';

export default function MatterPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { matterId = '' } = useParams();
  const well = id.safeParse(matterId).success;
  const { data, error, refetch } = useMatter(matterId, well);
  const department = useDepartmentName(data?.departmentId);
  if (!well || (error instanceof ApiError && error.status === 404))
    return <EmptyView text={t('matters.notFound')} />;
  if (data === undefined)
    return error === null ? (
      <div className="mc-page" aria-busy="true">
        <div className="mc-skeleton" style={{ height: 420 }} />
      </div>
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <Link to="/registry/matters" className="mc-muted">
          {t('matters.title')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>{data.name}</h1>
        <Tag>{t(`kind.${data.kind}`)}</Tag>
        <span className="mc-spring" />
        {may('matters:write') && data.closedAt === null && (
          <Link to={`/registry/matters/${data.id}/edit`}>
            <Button type="primary">{t('matters.edit')}</Button>
          </Link>
        )}
      </div>
      {data.upcoming !== null && (
        <p className="mc-matter-upcoming" role="status">
          {t('matters.upcoming', {
            n: data.upcoming.version,
            at: instantText(data.upcoming.validFrom),
          })}
        </p>
      )}
      <div className="mc-matter">
        <div className="mc-matter-column">
          <section className="mc-matter-panel">
            <h2>{t('matters.stagesTitle')}</h2>
            <MatterStages given={data.stages} />
          </section>
          <Materials data={data} />
          <Prose title={t('matters.guide')} text={data.guide} none={t('matters.noGuide')} />
          <Prose title={t('matters.legalBasis')} text={data.legalBasis} none={t('matters.noBasis')} />
        </div>
        <Facts data={data} department={department} />
      </div>
      <MatterHistory matter={data} />
    </div>
  );
}

function Facts({ data, department }: { data: MatterDetail; department: string | undefined }) {
  const { t } = useTranslation();
  const facts: [string, ReactNode][] = [
    [
      t('matters.code'),
      <Copyable key="code" text={data.code}>
        <span className="mc-mono">{data.code}</span>
      </Copyable>,
    ],
    [t('matters.department'), department ?? '…'],
    [t('matters.kind'), t(`kind.${data.kind}`)],
    [t('matters.promised'), <b key="promised">{limitText(data.promisedLimit, t)}</b>],
    [t('matters.statutory'), limitText(data.statutoryLimit, t)],
    [
      t('matters.certificate'),
      data.certificateLimit === null ? t('matters.noCertificate') : limitText(data.certificateLimit, t),
    ],
    [t('matters.fee'), feeText(data.fee, t)],
    [t('matters.version'), t('matters.inForceSince', { n: data.version })],
  ];
  return (
    <aside className="mc-matter-panel">
      <h2>{t('matters.basics')}</h2>
      <dl className="mc-matter-facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

function Materials({ data }: { data: MatterDetail }) {
  const { t } = useTranslation();
  return (
    <section className="mc-matter-panel">
      <h2>{t('matters.materials')}</h2>
      {data.materials.length === 0 ? (
        <p className="mc-muted">{t('matters.noMaterials')}</p>
      ) : (
        <Table
          size="small"
          pagination={false}
          rowKey="key"
          dataSource={data.materials.map((one, index) => ({ ...one, key: index }))}
          columns={[
            { title: '#', width: 44, render: (_, __, index) => index + 1 },
            { title: t('matters.materialName'), dataIndex: 'name' },
            {
              title: t('matters.required'),
              width: 96,
              render: (_, one) => t(one.required ? 'matters.required' : 'matters.optional'),
            },
            { title: t('matters.form'), width: 130, render: (_, one) => t(`matters.forms.${one.form}`) },
            { title: t('matters.copies'), dataIndex: 'copies', width: 70, align: 'right' },
          ]}
        />
      )}
    </section>
  );
}

function Prose({ title, text, none }: { title: string; text: string; none: string }) {
  return (
    <section className="mc-matter-panel">
      <h2>{title}</h2>
      {text === '' ? <p className="mc-muted">{none}</p> : <div className="mc-matter-prose">{text}</div>}
    </section>
  );
}
