/** Tells of a new card: a quiet word in the corner, a sound, a desktop notification, as the person has set it. */
import { App, Button } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AlertCard } from '../../components/alert-card.tsx';
import { useToldSettings } from '../../lib/alerts/told-settings.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { Burst, type Told } from './burst.ts';

const KEY = 'alert-news';
const TOAST_S = 12;

export function useTold(): void {
  const { t } = useTranslation();
  const { alerts, alertSound, voice } = useServices();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const page = may('alerts:reply') && !may('alerts:decide') ? '/answers' : '/alerts';
  const [settings] = useToldSettings();
  const latest = useRef({ t, settings, navigate, page });
  latest.current = { t, settings, navigate, page };

  // A browser lets a page sound only after it was touched: the first touch of anything will do.
  useEffect(() => {
    if (!settings.sound) return undefined;
    const touched = () => void alertSound.wake();
    window.addEventListener('pointerdown', touched, { once: true });
    window.addEventListener('keydown', touched, { once: true });
    return () => {
      window.removeEventListener('pointerdown', touched);
      window.removeEventListener('keydown', touched);
    };
  }, [settings.sound, alertSound]);

  useEffect(() => {
    const burst = new Burst();
    const tell = (told: Told) => {
      const { t: say, settings: chosen, navigate: go, page: to } = latest.current;
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
      if (chosen.sound) alertSound.play(told.card.level, chosen.volume);
      if (chosen.desktop) desktop(title, text, open);
    };
    return alerts.listen({
      onCard: ({ alert, isNews }) => {
        if (!isNews || !latest.current.settings.levels.includes(alert.level)) return;
        voice.claim(`card ${alert.id} ${alert.state}`, () => tell(burst.add(alert, Date.now())));
      },
    });
  }, [alerts, alertSound, voice, notification]);
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

/** Over other programs, where the person has allowed it; one at a time. */
function desktop(title: string, body: string, open: () => void): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { body, tag: KEY });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}
