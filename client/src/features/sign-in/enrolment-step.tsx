/** An authenticator is set up before one comes in, as the site's rules ask. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrolled, enrolment } from '../../../../server/contract/account.ts';
import { AuthenticatorSetup } from '../../components/authenticator-setup.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { isOver, type StepProps } from './steps.ts';
import { useStep } from './use-step.ts';

export interface EnrolmentStepProps extends StepProps {
  readonly challenge: string;
  readonly username: string;
}

export function EnrolmentStep({ challenge, username, onStep, onAnew }: EnrolmentStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const begun = useQuery({
    queryKey: ['sign-in-enrolment', challenge],
    queryFn: () => api('/session/enrolment', { method: 'POST', body: { challenge }, schema: enrolment }),
    // Each answer is another secret: once is what is meant.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const { submit, error, isPending } = useStep({
    username,
    send: () =>
      api('/session/enrolment-code', { method: 'POST', body: { challenge, code }, schema: enrolled }),
    onDone: ({ me, recoveryCodes }) => onStep({ step: 'recovery-codes', codes: recoveryCodes, me }),
    onStep,
    onAnew,
    onRefused: () => setCode(''),
  });
  const over = isOver(begun.error);
  useEffect(() => {
    if (over) onAnew('challenge_over');
  }, [over, onAnew]);
  const fault = error ?? begun.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{t('signIn.enrolText')}</p>
      {begun.data !== undefined && <AuthenticatorSetup enrolment={begun.data} />}
      <label>
        {t('account.firstCode')}
        <input
          className="mc-sign-in-code"
          data-testid="sign-in-first-code"
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="[0-9 ]{6,7}"
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </label>
      <p className="mc-sign-in-fault" role="alert" data-testid="sign-in-fault">
        {fault === null ? '' : problemWords(fault, t)}
      </p>
      <button
        type="submit"
        className="mc-button"
        data-primary=""
        data-testid="sign-in-enrol-submit"
        disabled={isPending || begun.data === undefined}
      >
        {t('account.confirm')}
      </button>
    </form>
  );
}
