/** What can this person see, and why? And at one place: may they, and why not? */
import { useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type PersonRights, personRights, type RightSource } from '../../../../server/contract/rights.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError, api } from '../../lib/api.ts';
import { permissionGroups, permissionWords } from '../../lib/roles.ts';
import { RightsCheckPanel } from './rights-check.tsx';
import { endWords, placeWords, Sources } from './source-words.tsx';
import './rights.css';

/** Without a user in the address: one's own. */
export default function RightsPage() {
  const { t } = useTranslation();
  const { userId } = useParams();
  const path = userId === undefined ? '/session/rights' : `/users/${userId}/rights`;
  const { data, error, refetch } = useQuery({
    queryKey: ['rights', path],
    queryFn: ({ signal }) => api(path, { schema: personRights, signal }),
  });
  if (data === undefined) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 400))
      return <EmptyView title={t('common.notFoundTitle')} text={t('fault.not_found')} />;
    if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
    return (
      <div className="mc-page" aria-busy="true">
        <div className="mc-skeleton" style={{ height: 420 }} />
      </div>
    );
  }
  const { user, sources } = data;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        {userId !== undefined && (
          <>
            <Link to="/people/users" className="mc-muted">
              {t('users.title')}
            </Link>
            <span className="mc-muted">/</span>
          </>
        )}
        <h1>
          {userId === undefined
            ? t('rights.own', { name: user.displayName })
            : t('rights.ofPerson', { name: user.displayName })}
        </h1>
        <span className="mc-mono mc-muted">{user.username}</span>
      </div>
      {user.disabled && (
        <Alert type="warning" showIcon title={t('rights.disabledNote')} style={{ marginBottom: 16 }} />
      )}
      <div className="mc-rights">
        <section className="mc-panel">
          <h2>{t('rights.sources')}</h2>
          {sources.length === 0 ? (
            <p className="mc-muted">{t('rights.noSources')}</p>
          ) : (
            <Sources of={sources} />
          )}
        </section>
        <div className="mc-rights-column">
          {userId !== undefined && <RightsCheckPanel userId={userId} name={user.displayName} />}
          <section className="mc-panel">
            <h2>{t('rights.whatAndWhere')}</h2>
            <Reaches rights={data} />
          </section>
        </div>
      </div>
    </div>
  );
}

function Reaches({ rights }: { rights: PersonRights }) {
  const { t } = useTranslation();
  const rows = permissionGroups.flatMap(({ permissions }) =>
    permissions.map((permission) => ({
      permission,
      from: (rights.permissions.find((each) => each.permission === permission)?.from ?? []).flatMap(
        (index) => rights.sources[index] ?? [],
      ),
    })),
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
          render: (_, { permission, from }) => (
            <span className={from.length === 0 ? 'mc-no' : ''}>{permissionWords(permission, t)}</span>
          ),
        },
        {
          title: t('rights.whereColumn'),
          render: (_, { from }) =>
            from.length === 0 ? <span className="mc-no">{t('rights.nowhere')}</span> : <Places of={from} />,
        },
      ]}
    />
  );
}

/** Everywhere says it all, unless it ends. */
function Places({ of }: { of: readonly RightSource[] }) {
  const { t } = useTranslation();
  const words = of.map((source) => {
    const ends = endWords(source, t);
    return ends === '' ? placeWords(source, t) : `${placeWords(source, t)}（${ends}）`;
  });
  const everywhere = t('rights.everywhere');
  return <>{words.includes(everywhere) ? everywhere : [...new Set(words)].join('、')}</>;
}
