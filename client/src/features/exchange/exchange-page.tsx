/** How departments' systems report, what of it was refused, and whether the counts agree. */
import { Button, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { EmptyView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { DaysTab } from './days-tab.tsx';
import { FeedsTab } from './feeds-tab.tsx';
import { OpenCount } from './open-count.tsx';
import { RefusalsTab } from './refusals-tab.tsx';
import { TryTab } from './try-tab.tsx';
import { WaitingTab } from './waiting-tab.tsx';
import './exchange.css';

export default function ExchangePage() {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { tab } = useParams();
  if (!may('exchange:read'))
    return <EmptyView title={t('common.forbiddenTitle')} text={t('common.forbiddenText')} />;
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const items = [
    { key: 'feeds', label: t('exchange.tabs.feeds'), children: <FeedsTab /> },
    {
      key: 'refusals',
      label: (
        <>
          {t('exchange.tabs.refusals')} <OpenCount />
        </>
      ),
      children: <RefusalsTab />,
    },
    { key: 'days', label: t('exchange.tabs.days'), children: <DaysTab /> },
    { key: 'waiting', label: t('exchange.tabs.waiting'), children: <WaitingTab /> },
    { key: 'try', label: t('exchange.tabs.try'), children: <TryTab /> },
  ];
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('exchange.title')}</h1>
        <span className="mc-spring" />
        <Button href={`/api/v1/exchange/document?language=${language}`} target="_blank" rel="noreferrer">
          {t('exchange.document')}
        </Button>
      </div>
      <Tabs
        activeKey={items.some(({ key }) => key === tab) ? (tab ?? 'feeds') : 'feeds'}
        destroyOnHidden
        onChange={(key) => void navigate(`/exchange/${key}`)}
        items={items}
      />
    </div>
  );
}
