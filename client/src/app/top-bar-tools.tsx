/** The bar's tools: which hall, search, and who is signed in. */

import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate } from 'react-router';
import { AlertBell } from '../features/alerts/alert-bell.tsx';
import { AttentionWatch } from '../features/attention/attention-watch.tsx';
import { EvidenceWatch } from '../features/evidence/evidence-watch.tsx';
import { AlarmBell } from '../features/health/alarm-bell.tsx';
import { InboxBell } from '../features/notices/inbox-bell.tsx';
import { useHalls } from '../lib/halls.ts';
import { SearchBox } from './search-box.tsx';
import { UserMenu } from './user-menu.tsx';

export default function TopBarTools() {
  return (
    <>
      <PlaceChooser />
      <SearchBox />
      <span className="mc-spring" />
      <div className="mc-bells">
        <AlertBell />
        <AlarmBell />
        <InboxBell />
      </div>
      <UserMenu />
      <AttentionWatch />
      <EvidenceWatch />
    </>
  );
}

function PlaceChooser() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, isPending } = useHalls();
  const onWall = useMatch('/wall/:hallId/*')?.params.hallId;
  const inRegistry = useMatch('/registry/halls/:hallId/*')?.params.hallId;
  const hallId = onWall ?? inRegistry;
  return (
    <Select
      aria-label={t('bar.place')}
      style={{ width: 230 }}
      placeholder={t('bar.choosePlace')}
      loading={isPending}
      value={data?.find((hall) => hall.id === hallId)?.id ?? null}
      showSearch={{ optionFilterProp: 'label' }}
      options={(data ?? []).map((hall) => ({ value: hall.id, label: hall.name }))}
      onChange={(id: string) => void navigate(`/wall/${id}`)}
    />
  );
}
