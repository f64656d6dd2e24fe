/** Who are you? Plain HTML, so that it is there at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { me } from '../../../../server/contract/access.ts';
import { ApiError, api } from '../../lib/api.ts';
import { applyLanguage } from '../../lib/i18n/i18n.ts';
import { meKey } from '../../lib/me.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useSole } from '../../lib/use-sole.ts';
import './sign-in-page.css';

export function SignInPage({ ended }: { ended: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sole = useSole();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => api('/session', { method: 'POST', body: { username, password }, schema: me }),
    onSuccess: (who) => queries.setQueryData(meKey, who),
    onError: () => setPassword(''),
    onSettled: () => sole.leave(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sole.enter()) signIn.mutate();
  };
  return (
    <main className="mc-sign-in">
      <div className="mc-sign-in-box">
        <div className="mc-sign-in-brand">
          <img src="/mark.svg" alt="" />
          <h1>{t('signIn.title')}</h1>
        </div>
        <p>{t('signIn.purpose')}</p>
        <form onSubmit={submit}>
          <label>
            {t('signIn.username')}
            <input
              data-testid="sign-in-username"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              required
              // biome-ignore lint/a11y/noAutofocus: the page has one purpose, and it begins in this field
              autoFocus
              value={username}
              onChange={(event) => setUsername(event.target.value)}
            />
          </label>
          <label>
            {t('signIn.password')}
            <input
              data-testid="sign-in-password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          <p className="mc-sign-in-fault" role="alert" data-testid="sign-in-fault">
            {signIn.error !== null ? fault(signIn.error, t) : ended ? t('signIn.ended') : ''}
          </p>
          <button
            type="submit"
            className="mc-button"
            data-primary=""
            data-testid="sign-in-submit"
            disabled={signIn.isPending}
          >
            {t('signIn.submit')}
          </button>
        </form>
      </div>
      <div className="mc-sign-in-foot">
        <span>{t('signIn.first')}</span>
        <LanguageLink />
      </div>
    </main>
  );
}

function fault(error: unknown, t: ReturnType<typeof useTranslation>['t']): string {
  if (error instanceof ApiError && error.status === 401) return t('signIn.wrong');
  return problemWords(error, t);
}

function LanguageLink() {
  const language = usePreferences((preferences) => preferences.language);
  const set = usePreferences((preferences) => preferences.set);
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      onClick={() => {
        set({ language: other });
        applyLanguage(other);
      }}
    >
      {other === 'zh' ? '中文' : 'English'}
    </button>
  );
}
