/** The bell in the bar: how many alarms nobody has taken on, and the list of them. New ones are said once. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { useFollow } from '../../lib/use-follow.ts';
import { listKey } from '../../lib/use-list.ts';
import { AlarmList } from './alarm-list.tsx';
import { faultWords } from './fault-words.ts';
import './alarms.css';

const COUNT_KEY = ['health', 'bell'] as const;

export function AlarmBell() {
  const may = useMay();
  return may('health:read') ? <Bell /> : null;
}

function Bell() {
  const { t } = useTranslation();
  const { connection } = useServices();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const data = useFollow(COUNT_KEY, () => connection.ask('health:follow', undefined));
  useEffect(() => {
    return connection.on('health:alarm', ({ alarm, isNews }) => {
      void queries.invalidateQueries({ queryKey: COUNT_KEY });
      void queries.invalidateQueries({ queryKey: listKey('/health/alarms') });
      if (!isNews || alarm.state !== 'open') return;
      const what = faultWords(alarm, t);
      const camera = alarm.cameraName ?? t('health.alarms.hall', { n: alarm.cameras });
      notification.warning({
        key: alarm.id,
        title: t('health.alarms.news', { where: alarm.hallName, what }),
        description: camera,
        placement: 'bottomRight',
        duration: 8,
      });
    });
  }, [connection, queries, notification, t]);
  const open = data?.open ?? 0;
  const words = open === 0 ? t('health.alarms.none') : t('health.alarms.open', { n: open });
  return (
    <>
      <button
        type="button"
        className="mc-bell"
        title={words}
        aria-label={words}
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21.500h4" />
        </svg>
        {open > 0 && <b>{open > 99 ? '99+' : open}</b>}
      </button>
      <Drawer open={isOpen} onClose={() => setOpen(false)} size={520} title={t('health.alarms.title')}>
        {isOpen && <AlarmList onLeave={() => setOpen(false)} />}
      </Drawer>
    </>
  );
}
