/** Did everybody get to know? What went out and what became of it, whom departments' cards are told to, and by what. */
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { ContactsTab } from './contacts-tab.tsx';
import { DeliveriesTab } from './deliveries-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import './inbox.css';

const tabs = ['deliveries', 'contacts', 'settings'] as const;

export default function NoticesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab } = useParams();
  const shown = tabs.find((one) => one === tab) ?? 'deliveries';
  const content = { deliveries: <DeliveriesTab />, contacts: <ContactsTab />, settings: <SettingsTab /> };
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('notices.admin.title')}</h1>
      </div>
      <Tabs
        activeKey={shown}
        onChange={(next) => void navigate(`/notices/${next}`)}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t(`notices.admin.${key}`), children: content[key] }))}
      />
    </div>
  );
}
