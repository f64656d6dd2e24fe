/** The registry: what is registered, what is missing. */
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useMay } from '../../lib/me.ts';
import { DepartmentsTab } from './departments-tab.tsx';
import { HallsTab } from './halls-tab.tsx';
import { MattersTab } from './matters-tab.tsx';
import { RegionsTab } from './regions-tab.tsx';

export default function RegistryPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { tab = 'halls' } = useParams();
  const items = [
    { key: 'halls', label: t('registry.halls'), children: <HallsTab /> },
    { key: 'departments', label: t('registry.departments'), children: <DepartmentsTab /> },
    { key: 'regions', label: t('registry.regions'), children: <RegionsTab /> },
    ...(may('matters:read')
      ? [{ key: 'matters', label: t('registry.matters'), children: <MattersTab /> }]
      : []),
  ];
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('registry.title')}</h1>
        <span className="mc-spring" />
        {may('places:write') && (
          <Link className="mc-button" to="/setup">
            {t('setup.title')}
          </Link>
        )}
      </div>
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => void navigate(`/registry/${key}`)}
        items={items}
      />
    </div>
  );
}
