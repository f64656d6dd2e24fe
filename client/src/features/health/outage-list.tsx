import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Outage, outage } from '../../../../server/contract/health.ts';
import { Instant } from '../../components/instant.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { spanText } from '../../lib/time.ts';
import { useList } from '../../lib/use-list.ts';
import { Evidence } from './evidence.tsx';
import { causeWords, findingWords } from './fault-words.ts';

export function useOutages(cameraId: string) {
  return useList({ path: `/cameras/${cameraId}/outages`, item: outage, limit: 20 });
}

export function OutageList({ outages }: { outages: ReturnType<typeof useOutages> }) {
  const { t } = useTranslation();
  const { items } = outages;
  if (items === undefined)
    return outages.error === null ? (
      <Skeleton active title={false} />
    ) : (
      <ErrorView error={outages.error} onRetry={() => void outages.refetch()} />
    );
  if (items.length === 0) return <p className="mc-muted">{t('health.drawer.noOutages')}</p>;
  return (
    <>
      <ul className="mc-health-outages">
        {items.map((one) => (
          <Row key={one.id} outage={one} />
        ))}
      </ul>
      {outages.hasNextPage && (
        <Button
          size="small"
          loading={outages.isFetchingNextPage}
          onClick={() => void outages.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function Row({ outage: one }: { outage: Outage }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const lastedMs = (one.to === null ? Date.now() : Date.parse(one.to)) - Date.parse(one.from);
  const words =
    one.fault === 'line_full' ? undefined : findingWords({ fault: one.fault, finding: one.finding }, t);
  return (
    <li data-open={one.to === null}>
      <div className="mc-health-outage">
        <b>{t(`health.fault.${one.fault}`)}</b>
        <span>{one.cause === null ? '' : causeWords(one.cause, t)}</span>
        <span className="mc-spring" />
        <span>{spanText(lastedMs, t)}</span>
      </div>
      <div className="mc-muted">
        <Instant at={one.from} /> – {one.to === null ? t('health.drawer.lasting') : <Instant at={one.to} />}
        {one.ended !== null && one.ended !== 'recovered' && ` · ${t(`health.drawer.ended.${one.ended}`)}`}
      </div>
      {words !== undefined && <div className="mc-muted">{words}</div>}
      {one.told.length > 0 && (
        <div className="mc-muted">{t('health.drawer.told', { names: one.told.join(t('common.comma')) })}</div>
      )}
      {one.evidenceId !== null && (
        <Button type="link" size="small" onClick={() => setOpen(!isOpen)} style={{ padding: 0 }}>
          {t('health.drawer.evidence')}
        </Button>
      )}
      {isOpen && <Evidence outage={one} />}
    </li>
  );
}
