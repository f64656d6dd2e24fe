/** Who are you? Plain HTML, so that it is there at once. Name and password first, then whatever else is asked. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../../server/contract/access.ts';
import { signInMethods } from '../../../../server/contract/account.ts';
import { RecoveryCodes } from '../../components/recovery-codes.tsx';
import { api } from '../../lib/api.ts';
import { applyLanguage } from '../../lib/i18n/i18n.ts';
import { meKey } from '../../lib/me.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { CodeStep } from './code-step.tsx';
import { EnrolmentStep } from './enrolment-step.tsx';
import { NewPasswordStep } from './new-password-step.tsx';
import { PasswordStep } from './password-step.tsx';
import type { Step } from './steps.ts';
import './sign-in-page.css';

export function SignInPage({ ended }: { ended: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>({ step: 'password' });
  const { data: methods } = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: ({ signal }) => api('/session/methods', { schema: signInMethods, signal }),
    staleTime: 60_000,
  });
  const enter = (me: Me) => queries.setQueryData(meKey, me);
  const anew = (code?: string) => setStep({ step: 'password', ...(code === undefined ? {} : { code }) });
  const common = { onStep: setStep, onEnter: enter, onAnew: anew };
  return (
    <main className="mc-sign-in">
      <div className="mc-sign-in-box" data-step={step.step}>
        <div className="mc-sign-in-brand">
          <img src="/mark.svg" alt="" />
          <h1>{t(titles[step.step])}</h1>
        </div>
        {step.step === 'password' && (
          <PasswordStep {...common} ended={ended} code={step.code} ssoLabel={methods?.sso?.label} />
        )}
        {step.step === 'second-factor' && <CodeStep key={step.challenge} {...common} {...step} />}
        {step.step === 'new-password' && <NewPasswordStep key={step.challenge} {...common} {...step} />}
        {step.step === 'enrolment' && <EnrolmentStep key={step.challenge} {...common} {...step} />}
        {step.step === 'recovery-codes' && (
          <RecoveryCodes
            codes={step.codes}
            username={step.me.username}
            done={t('account.codesDone')}
            onDone={() => enter(step.me)}
          />
        )}
      </div>
      <div className="mc-sign-in-foot">
        {step.step === 'password' ? (
          <span>{t('signIn.first')}</span>
        ) : (
          step.step !== 'recovery-codes' && (
            <button type="button" onClick={() => anew()}>
              {t('signIn.back')}
            </button>
          )
        )}
        <LanguageLink />
      </div>
    </main>
  );
}

const titles = {
  password: 'signIn.title',
  'second-factor': 'signIn.codeTitle',
  'new-password': 'signIn.newTitle',
  enrolment: 'signIn.enrolTitle',
  'recovery-codes': 'account.codesTitle',
} as const;

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
