/** Single sign-on: the service, what its groups hold here, and who came through it. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { type SsoState, ssoState } from '../../../../server/contract/account.ts';
import { Copyable } from '../../components/copyable.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { SsoMappings } from './sso-mappings.tsx';
import { SsoPeople } from './sso-people.tsx';
import './security.css';

export function SsoTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['sso'],
    queryFn: ({ signal }) => api('/sso', { schema: ssoState, signal }),
  });
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 8 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  return (
    <div className="mc-sso">
      <section className="mc-panel">
        <h2>{t('sso.title')}</h2>
        <Service configured={data.configured} />
      </section>
      <section className="mc-panel">
        <h2>{t('sso.mappings')}</h2>
        <SsoMappings mappings={data.mappings} />
      </section>
      <section className="mc-panel">
        <h2>{t('sso.people')}</h2>
        <SsoPeople />
      </section>
    </div>
  );
}

function Service({ configured }: { configured: SsoState['configured'] }) {
  const { t } = useTranslation();
  if (configured === null)
    return (
      <Alert
        type="info"
        showIcon
        title={t('sso.off')}
        description={t('sso.offText')}
        style={{ marginBottom: 12 }}
      />
    );
  const { issuer, clientId, label, groupsClaim, redirectUri, unreachable } = configured;
  return (
    <>
      {unreachable !== null && (
        <Alert
          type="error"
          showIcon
          title={t('sso.unreachable', { reason: unreachable })}
          style={{ marginBottom: 12 }}
        />
      )}
      <dl className="mc-facts">
        <dt>{t('sso.issuer')}</dt>
        <dd className="mc-mono">{issuer}</dd>
        <dt>{t('sso.client')}</dt>
        <dd className="mc-mono">{clientId}</dd>
        <dt>{t('sso.label')}</dt>
        <dd>{label}</dd>
        <dt>{t('sso.claim')}</dt>
        <dd className="mc-mono">{groupsClaim}</dd>
        <dt>{t('sso.redirect')}</dt>
        <dd>
          <span className="mc-mono">
            <Copyable text={redirectUri} />
          </span>{' '}
          <span className="mc-muted">{t('sso.redirectHint')}</span>
        </dd>
        {unreachable === null && (
          <>
            <dt>{t('sso.state')}</dt>
            <dd>{t('sso.reachable')}</dd>
          </>
        )}
      </dl>
    </>
  );
}
