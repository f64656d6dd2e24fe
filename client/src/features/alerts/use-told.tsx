/** Tells of a new card: a quiet word in the corner, and what else the person chose to be told by. */
import { App, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AlertCard } from '../../components/alert-card.tsx';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { Burst, type Told } from './burst.ts';

const KEY = 'alert-news';
const TOAST_S = 12;
const KINDS = { red: 'redCard', yellow: 'yellowCard', warning: 'warning' } as const;

export function useTold(): void {
  const { t } = useTranslation();
  const { alerts, attention } = useServices();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const page = may('alerts:reply') && !may('alerts:decide') ? '/answers' : '/alerts';
  const latest = useRef({ t, navigate, page });
  latest.current = { t, navigate, page };

  useEffect(() => {
    const burst = new Burst();
    const tell = (told: Told) => {
      const { t: say, navigate: go, page: to } = latest.current;
      const path = told.count === 1 ? `${to}/${told.card.id}` : to;
      const { title, text } = words(told, say);
      const open = () => {
        notification.destroy(KEY);
        void go(path);
      };
      notification.open({
        key: KEY,
        title,
        description: text,
        icon: <AlertCard level={told.card.level} bare />,
        placement: 'bottomRight',
        duration: TOAST_S,
        actions: (
          <Button size="small" onClick={open}>
            {say('alerts.told.open')}
          </Button>
        ),
      });
      return { title, text, open };
    };
    return alerts.listen({
      onCard: ({ alert, isNews }) => {
        const key = `card ${alert.id}`;
        // Decided or answered by somebody: it needs no more ringing.
        if (!isNews) return attention.settle(key);
        attention.tell({
          ...{ kind: KINDS[alert.level], key, about: alert.state },
          show: () => tell(burst.add(alert, Date.now())),
        });
      },
    });
  }, [alerts, attention, notification]);
}

function words({ card, count, byLevel }: Told, t: TFunction): { title: string; text: string } {
  if (count > 1)
    return { title: t('alerts.told.more', { n: count }), text: t('alerts.told.moreText', byLevel) };
  const values = { level: t(`alerts.level.${card.level}`), matter: card.matterName };
  return {
    title: card.state === 'pending' ? t('alerts.told.pending', values) : t('alerts.told.one', values),
    text: t('alerts.told.oneText', { department: card.departmentName, caseNo: card.caseNo }),
  };
}
