/** Who is signed in; language, appearance, sign out. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { signedOut } from '../../../server/contract/account.ts';
import { ApiError, api } from '../lib/api.ts';
import { applyLanguage } from '../lib/i18n/i18n.ts';
import { forgetUser, signOutKey, useMe } from '../lib/me.ts';
import { type Language, type Theme, usePreferences } from '../lib/preferences.ts';
import { problemWords } from '../lib/problem-words.ts';

const PasswordDrawer = lazy(() => import('../components/password-drawer.tsx'));

export function UserMenu() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const { language, theme, set } = usePreferences();
  const [changing, setChanging] = useState(false);
  const signOut = useMutation({
    mutationKey: signOutKey,
    mutationFn: () => api('/session', { method: 'DELETE', schema: signedOut.optional() }),
    onSuccess: (answer) => {
      // Whoever came from another sign-in service is signed out there, too.
      if (answer !== undefined) {
        location.assign(answer.continueAt);
        return;
      }
      void navigate('/');
      forgetUser(queries);
    },
    onError: (error) => {
      // Without a session there is nothing left to end, and the gate has heard of it.
      if (error instanceof ApiError && error.status === 401) return;
      void message.error(t('bar.signOutFailed', { reason: problemWords(error, t) }), 8);
    },
  });
  const speak = (next: Language) => {
    set({ language: next });
    applyLanguage(next);
  };
  const wear = (next: Theme) => set({ theme: next });
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          selectedKeys: [language, theme],
          items: [
            { key: 'who', label: `${me?.displayName ?? ''}（${me?.username ?? ''}）`, disabled: true },
            {
              type: 'group',
              label: t('bar.language'),
              children: [
                { key: 'zh', label: '中文', onClick: () => speak('zh') },
                { key: 'en', label: 'English', onClick: () => speak('en') },
              ],
            },
            {
              type: 'group',
              label: t('bar.theme'),
              children: [
                { key: 'dark', label: t('bar.dark'), onClick: () => wear('dark') },
                { key: 'light', label: t('bar.light'), onClick: () => wear('light') },
              ],
            },
            { type: 'divider' },
            { key: 'account', label: t('bar.account'), onClick: () => void navigate('/account') },
            {
              key: 'notices',
              label: t('notices.own.title'),
              onClick: () => void navigate('/account/notices'),
            },
            {
              key: 'attention',
              label: t('attention.title'),
              onClick: () => void navigate('/account/attention'),
            },
            { key: 'rights', label: t('rights.mine'), onClick: () => void navigate('/rights') },
            { key: 'password', label: t('bar.changePassword'), onClick: () => setChanging(true) },
            { key: 'out', label: t('bar.signOut'), onClick: () => signOut.mutate() },
          ],
        }}
      >
        <Button type="text" aria-label={t('bar.user')}>
          {me?.displayName}
        </Button>
      </Dropdown>
      {changing && (
        <Suspense fallback={null}>
          <PasswordDrawer onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </>
  );
}
