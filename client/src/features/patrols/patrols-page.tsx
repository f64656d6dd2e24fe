/** 视频巡查: what is to be walked now, what was, by which plans, and how random looks are verified. */
import { Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '../../lib/me.ts';
import { CoverageTab } from './coverage-tab.tsx';
import { DrawsTab } from './draws-tab.tsx';
import { LedgerTab } from './ledger-tab.tsx';
import { OwnRoundButton } from './own-round.tsx';
import { PlansTab } from './plans-tab.tsx';
import { TodayTab } from './today-tab.tsx';
import './patrols.css';

export default function PatrolsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { tab } = useParams();
  const [asking, setAsking] = useState(false);
  const items = [
    { key: 'today', children: <TodayTab onOwn={() => setAsking(true)} /> },
    { key: 'ledger', children: <LedgerTab /> },
    { key: 'plans', children: <PlansTab /> },
    { key: 'draws', children: <DrawsTab /> },
    { key: 'coverage', children: <CoverageTab /> },
  ].map((one) => ({ ...one, label: t(`patrols.tabs.${one.key as 'today'}`) }));
  return (
    <div className="mc-page mc-patrols">
      <div className="mc-page-head">
        <h1>{t('patrols.title')}</h1>
        <span className="mc-spring" />
        {may('patrols:walk') && <OwnRoundButton open={asking} onOpen={setAsking} />}
      </div>
      <Tabs
        activeKey={(items.find(({ key }) => key === tab) ?? items[0])?.key ?? ''}
        destroyOnHidden
        onChange={(key) => void navigate(key === 'today' ? '/patrols' : `/patrols/${key}`)}
        items={items}
      />
    </div>
  );
}
