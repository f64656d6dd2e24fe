/** How do I sign in, and where am I signed in? */
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, account } from '../../../../server/contract/account.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { instantText } from '../../lib/time.ts';
import { FactorPanel } from './factor-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import './account.css';

const PasswordDrawer = lazy(() => import('../../components/password-drawer.tsx'));

export const accountKey = ['account'] as const;

export default function AccountPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: accountKey,
    queryFn: ({ signal }) => api('/account', { schema: account, signal }),
  });
  if (error !== null && data === undefined) return <ErrorView error={error} onRetry={() => void refetch()} />;
  return (
    <div className="mc-page mc-account">
      <div className="mc-page-head">
        <h1>{t('account.title')}</h1>
        {data !== undefined && (
          <span className="mc-muted">
            {data.displayName}（{data.username}）
          </span>
        )}
      </div>
      {data === undefined ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : (
        <div className="mc-account-panels">
          <PasswordPanel own={data} onChanged={() => void refetch()} />
          <FactorPanel own={data} />
        </div>
      )}
      <SessionsPanel />
    </div>
  );
}

function PasswordPanel({ own, onChanged }: { own: Account; onChanged: () => void }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const { password, sso } = own;
  return (
    <section className="mc-panel">
      <h2>{t('account.password')}</h2>
      {password === null ? (
        <p>{t('account.passwordElsewhere', { issuer: sso?.issuer ?? '' })}</p>
      ) : (
        <>
          <p>{t('account.passwordSet', { at: instantText(password.setAt) })}</p>
          {password.expiresAt !== null && (
            <p>{t('account.passwordEnds', { at: instantText(password.expiresAt) })}</p>
          )}
          {sso !== null && <p>{t('account.linked', { issuer: sso.issuer, name: sso.name })}</p>}
          <div className="mc-panel-actions">
            <Button onClick={() => setChanging(true)}>{t('account.passwordChange')}</Button>
          </div>
        </>
      )}
      {changing && (
        <Suspense fallback={null}>
          <PasswordDrawer
            onClose={() => {
              setChanging(false);
              onChanged();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
