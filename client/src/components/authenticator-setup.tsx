/** What an authenticator is set up with: to be scanned, or typed. */
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Enrolment } from '../../../server/contract/account.ts';
import './authenticator.css';

/** Brings Ant Design along, which the sign-in page does without. */
const Qr = lazy(() => import('./authenticator-qr.tsx'));

export function AuthenticatorSetup({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation();
  return (
    <div className="mc-authenticator">
      <p>{t('account.scan')}</p>
      <div className="mc-authenticator-qr" role="img" aria-label={t('account.qr')}>
        <Suspense fallback={null}>
          <Qr uri={enrolment.uri} />
        </Suspense>
      </div>
      <p className="mc-muted">{t('account.typeSecret')}</p>
      <code data-testid="totp-secret">{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
    </div>
  );
}
