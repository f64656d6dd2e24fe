/** A code of the authenticator, or a recovery code. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { me } from '../../../../server/contract/access.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { type StepProps, triesLeft } from './steps.ts';
import { useStep } from './use-step.ts';

export interface CodeStepProps extends StepProps {
  readonly challenge: string;
  readonly username: string;
}

export function CodeStep({ challenge, username, onStep, onEnter, onAnew }: CodeStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const { submit, error, isPending } = useStep({
    username,
    send: () => api('/session/second-factor', { method: 'POST', body: { challenge, code }, schema: me }),
    onDone: onEnter,
    onStep,
    onAnew,
    onRefused: () => setCode(''),
  });
  const left = triesLeft(error);
  const said =
    error === null ? '' : left === undefined ? problemWords(error, t) : t('signIn.triesLeft', { n: left });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{t('signIn.codeText')}</p>
      <label>
        {t('signIn.code')}
        <input
          className="mc-sign-in-code"
          data-testid="sign-in-code"
          name="one-time-code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          minLength={6}
          maxLength={40}
          required
          // biome-ignore lint/a11y/noAutofocus: the step is this field
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </label>
      <p className="mc-sign-in-hint">{t('signIn.recoveryText')}</p>
      <p className="mc-sign-in-fault" role="alert" data-testid="sign-in-fault">
        {said}
      </p>
      <button
        type="submit"
        className="mc-button"
        data-primary=""
        data-testid="sign-in-code-submit"
        disabled={isPending}
      >
        {t('signIn.codeSubmit')}
      </button>
    </form>
  );
}
