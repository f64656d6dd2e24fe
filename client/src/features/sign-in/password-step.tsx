/** Name and password, or the way to another sign-in service. */
import i18next, { type TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { me } from '../../../../server/contract/access.ts';
import { ApiError, api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import type { StepProps } from './steps.ts';
import { useStep } from './use-step.ts';

export interface PasswordStepProps extends StepProps {
  /** A session was over; the page is here because of that. */
  readonly ended: boolean;
  readonly code: string | undefined;
  /** Undefined: there is no other service. */
  readonly ssoLabel: string | undefined;
}

export function PasswordStep({ ended, code, ssoLabel, onStep, onEnter, onAnew }: PasswordStepProps) {
  const { t } = useTranslation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [fromSso] = useState(takeSsoCode);
  const { submit, error, isPending } = useStep({
    username: username.trim().toLowerCase(),
    send: () => api('/session', { method: 'POST', body: { username, password }, schema: me }),
    onDone: onEnter,
    onStep,
    onAnew,
    onRefused: () => setPassword(''),
  });
  const said = error === null ? codeWords(code ?? fromSso, t) : fault(error, t);
  return (
    <>
      <p>{t('signIn.purpose')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
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
          {said ?? (ended ? t('signIn.ended') : '')}
        </p>
        <button
          type="submit"
          className="mc-button"
          data-primary=""
          data-testid="sign-in-submit"
          disabled={isPending}
        >
          {t('signIn.submit')}
        </button>
      </form>
      {ssoLabel !== undefined && (
        <div className="mc-sign-in-other">
          <span>{t('signIn.or')}</span>
          <a className="mc-button" data-testid="sign-in-sso" href="/api/v1/session/sso/start">
            {t('signIn.sso', { label: ssoLabel })}
          </a>
        </div>
      )}
    </>
  );
}

function fault(error: unknown, t: TFunction): string {
  if (error instanceof ApiError && error.code === 'wrong_credentials') return t('signIn.wrong');
  return problemWords(error, t);
}

function codeWords(code: string | undefined, t: TFunction): string | undefined {
  if (code === undefined) return undefined;
  const key = `problem.${code}`;
  return i18next.exists(key) ? t(key as 'problem.sso_refused') : t('problem.sso_refused');
}

/** Why the other service's way ended here; taken out of the address, so that it is not said again. */
function takeSsoCode(): string | undefined {
  const url = new URL(location.href);
  const code = url.searchParams.get('sso');
  if (code === null) return undefined;
  url.searchParams.delete('sso');
  history.replaceState(history.state, '', url);
  return code;
}
