/** A new password in the place of one that somebody else chose, or that is too old. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { me } from '../../../../server/contract/access.ts';
import { passwordFaults } from '../../../../server/contract/password-rules.ts';
import { PasswordStrength } from '../../components/password-strength.tsx';
import { api } from '../../lib/api.ts';
import { fieldFaults, problemWords } from '../../lib/problem-words.ts';
import type { StepProps } from './steps.ts';
import { useStep } from './use-step.ts';

export interface NewPasswordStepProps extends StepProps {
  readonly challenge: string;
  readonly username: string;
}

export function NewPasswordStep({ challenge, username, onStep, onEnter, onAnew }: NewPasswordStepProps) {
  const { t } = useTranslation();
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const { submit, error, isPending } = useStep({
    username,
    send: () => api('/session/new-password', { method: 'POST', body: { challenge, next }, schema: me }),
    onDone: onEnter,
    onStep,
    onAnew,
  });
  const differ = again !== '' && again !== next;
  const good = next !== '' && passwordFaults(next, username).length === 0;
  const [atField] = fieldFaults(error, t);
  const said = differ
    ? t('bar.passwordsDiffer')
    : error === null
      ? ''
      : (atField?.message ?? problemWords(error, t));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{t('signIn.newText')}</p>
      {/* For the browser's own keeper of passwords. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <label>
        {t('signIn.newPassword')}
        <input
          data-testid="sign-in-new"
          type="password"
          autoComplete="new-password"
          required
          // biome-ignore lint/a11y/noAutofocus: the step is this field
          autoFocus
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </label>
      <PasswordStrength password={next} username={username} />
      <label>
        {t('signIn.againPassword')}
        <input
          data-testid="sign-in-again"
          type="password"
          autoComplete="new-password"
          required
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      </label>
      <p className="mc-sign-in-fault" role="alert" data-testid="sign-in-fault">
        {said}
      </p>
      <button
        type="submit"
        className="mc-button"
        data-primary=""
        data-testid="sign-in-new-submit"
        disabled={isPending || !good || again !== next}
      >
        {t('signIn.newSubmit')}
      </button>
    </form>
  );
}
