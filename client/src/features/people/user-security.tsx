/** How somebody signs in: for who must help when they cannot, or must end what they should not have. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../server/contract/access.ts';
import { type UserSecurity, userSecurity } from '../../../../server/contract/account.ts';
import { SessionTable } from '../../components/session-table.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMe } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import './security.css';

export function UserSecurityDrawer({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data: me } = useMe();
  const queries = useQueryClient();
  const askWhy = useReason();
  const path = `/users/${user.id}`;
  const key = ['user-security', user.id] as const;
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api(`${path}/security`, { schema: userSecurity, signal }),
  });
  const remove = useMutation({
    mutationFn: (what: string) => api(`${path}/${what}`, { method: 'DELETE' }),
    onSuccess: (_, what) => {
      void message.success(t(what === 'locks' ? 'userSecurity.lifted' : 'account.ended'));
      return queries.invalidateQueries({ queryKey: key });
    },
    onError: (fault) => void message.error(problemWords(fault, t), 6),
  });
  const resetFactor = () =>
    askWhy({
      title: t('userSecurity.factorResetTitle', { name: user.displayName }),
      text: t('userSecurity.factorResetText'),
      verb: t('userSecurity.factorReset'),
      danger: true,
      run: async (reason) => {
        await api(`${path}/second-factor`, { method: 'DELETE', reason });
        await queries.invalidateQueries({ queryKey: key });
      },
    });
  return (
    <Drawer open size={900} title={t('userSecurity.title', { name: user.displayName })} onClose={onClose}>
      {data === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 8 }} />
        ) : (
          <ErrorView error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="mc-user-security">
          <Facts
            about={data}
            isSelf={me?.id === user.id}
            onResetFactor={resetFactor}
            onLift={() => remove.mutate('locks')}
            lifting={remove.isPending}
          />
          <h3>
            {t('userSecurity.sessions')}
            {data.sessions.length > 1 && (
              <Button size="small" onClick={() => remove.mutate('sessions')}>
                {t('userSecurity.endAll')}
              </Button>
            )}
          </h3>
          {data.sessions.length === 0 ? (
            <p className="mc-muted">{t('userSecurity.noSessions')}</p>
          ) : (
            <SessionTable sessions={data.sessions} onEnd={({ id }) => remove.mutate(`sessions/${id}`)} />
          )}
        </div>
      )}
    </Drawer>
  );
}

interface FactsProps {
  /** One's own second factor goes from one's account page only. */
  readonly isSelf: boolean;
  readonly about: UserSecurity;
  readonly onResetFactor: () => void;
  readonly onLift: () => void;
  readonly lifting: boolean;
}

function Facts({ about, isSelf, onResetFactor, onLift, lifting }: FactsProps) {
  const { t } = useTranslation();
  const { secondFactor, locks, sso, passwordSetAt } = about;
  return (
    <dl className="mc-facts">
      <dt>{t('userSecurity.lastSignIn')}</dt>
      <dd>{about.lastSignInAt === null ? t('userSecurity.never') : instantText(about.lastSignInAt)}</dd>
      <dt>{t('userSecurity.password')}</dt>
      <dd>
        {passwordSetAt === null
          ? t('userSecurity.noPassword')
          : t('userSecurity.passwordSet', { at: instantText(passwordSetAt) })}
        {about.mustChangePassword && ` · ${t('userSecurity.mustChange')}`}
      </dd>
      <dt>{t('userSecurity.factor')}</dt>
      <dd>
        {secondFactor !== null
          ? t('userSecurity.factorOn', {
              at: instantText(secondFactor.since),
              n: secondFactor.recoveryCodesLeft,
            })
          : about.secondFactorRequired && about.hasPassword
            ? t('userSecurity.factorDue')
            : t('userSecurity.factorOff')}
        {secondFactor !== null && !isSelf && (
          <Button size="small" className="mc-fact-action" onClick={onResetFactor}>
            {t('userSecurity.factorReset')}
          </Button>
        )}
      </dd>
      <dt>{t('userSecurity.locks')}</dt>
      <dd>
        {locks.length === 0
          ? t('userSecurity.noLocks')
          : locks.map(({ network, until, failures }) => (
              <div key={network ?? ''}>
                {network === null
                  ? t('userSecurity.lockedElsewhere', { at: instantText(until), n: failures })
                  : t('userSecurity.lockedAt', { network, at: instantText(until), n: failures })}
              </div>
            ))}
        {locks.length > 0 && (
          <Button size="small" type="primary" loading={lifting} onClick={onLift}>
            {t('userSecurity.lift')}
          </Button>
        )}
      </dd>
      <dt>{t('userSecurity.sso')}</dt>
      <dd>
        {sso === null
          ? t('userSecurity.noSso')
          : t(sso.linked ? 'userSecurity.ssoLinked' : 'userSecurity.ssoOwn', {
              name: sso.name,
              issuer: sso.issuer,
            })}
      </dd>
    </dl>
  );
}
