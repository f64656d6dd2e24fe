import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyView } from '../components/state-views.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyView title={t('common.notFoundTitle')} text={t('common.notFoundText')}>
      <Link className="mc-button" to="/">
        {t('common.home')}
      </Link>
    </EmptyView>
  );
}
