/** How good a password is, and why not, while it is typed. Light: the sign-in page shows it, too. */
import { useTranslation } from 'react-i18next';
import { passwordStrength } from '../../../server/contract/password-rules.ts';
import './password-strength.css';

const words = ['refused', 'weak', 'good', 'strong'] as const;

export function PasswordStrength({ password, username }: { password: string; username: string }) {
  const { t } = useTranslation();
  const { level, faults } = passwordStrength(password, username);
  const [fault] = faults;
  if (password === '') return <p className="mc-strength">{t('strength.short')}</p>;
  return (
    <p className="mc-strength" data-level={level} aria-live="polite">
      <i aria-hidden="true" />
      <span>
        {t('strength.label')}：{t(`strength.${words[level]}`)}
        {fault !== undefined && ` · ${t(`strength.${fault}`)}`}
      </span>
    </p>
  );
}
