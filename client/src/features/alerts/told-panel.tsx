/** How one is told of new cards: sound and its volume, desktop notifications, of which levels. One's own, on this computer. */
import { Button, Checkbox, Slider, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cardLevels } from '../../../../server/contract/alerts.ts';
import { useToldSettings } from '../../lib/alerts/told-settings.ts';
import { useServices } from '../../lib/services.ts';

const supported = (): boolean => typeof Notification !== 'undefined' && window.isSecureContext;

export function ToldPanel() {
  const { t } = useTranslation();
  const { alertSound } = useServices();
  const [settings, setSettings] = useToldSettings();
  const [ready, setReady] = useState(alertSound.isReady);
  const [permission, setPermission] = useState(supported() ? Notification.permission : 'denied');
  const wake = async () => setReady(await alertSound.wake());
  const hear = async (level: 'yellow' | 'red') => {
    await wake();
    alertSound.play(level, settings.volume);
  };
  /** Asked only here, at a click. */
  const allowDesktop = async (desktop: boolean) => {
    if (!desktop) return setSettings({ ...settings, desktop });
    const answer = await Notification.requestPermission();
    setPermission(answer);
    setSettings({ ...settings, desktop: answer === 'granted' });
  };
  return (
    <section className="mc-told" aria-label={t('alerts.told.title')}>
      <h3>{t('alerts.told.title')}</h3>
      <div className="mc-told-row">
        <Switch
          checked={settings.sound}
          aria-label={t('alerts.told.sound')}
          onChange={(sound) => {
            setSettings({ ...settings, sound });
            if (sound) void wake();
          }}
        />
        <span>{t('alerts.told.sound')}</span>
        <Slider
          min={0}
          max={100}
          disabled={!settings.sound}
          value={Math.round(settings.volume * 100)}
          ariaLabelForHandle={t('alerts.told.volume')}
          onChange={(percent) => setSettings({ ...settings, volume: percent / 100 })}
        />
        {(['yellow', 'red'] as const).map((level) => (
          <Button key={level} size="small" disabled={!settings.sound} onClick={() => void hear(level)}>
            {t('alerts.told.test')} {t(`alerts.level.${level}`)}
          </Button>
        ))}
        {settings.sound && !ready ? (
          <span className="mc-muted">
            {t('alerts.told.soundBlocked')}{' '}
            <Button size="small" type="link" onClick={() => void wake()}>
              {t('alerts.told.soundEnable')}
            </Button>
          </span>
        ) : (
          <span className="mc-muted">{t('alerts.told.soundHint')}</span>
        )}
      </div>
      <div className="mc-told-row">
        <Switch
          checked={settings.desktop && permission === 'granted'}
          disabled={!supported() || permission === 'denied'}
          aria-label={t('alerts.told.desktop')}
          onChange={(desktop) => void allowDesktop(desktop)}
        />
        <span>{t('alerts.told.desktop')}</span>
        <span className="mc-muted">
          {!supported()
            ? t('alerts.told.desktopMissing')
            : permission === 'denied'
              ? t('alerts.told.desktopDenied')
              : t('alerts.told.desktopHint')}
        </span>
      </div>
      <div className="mc-told-row">
        <span>{t('alerts.told.levels')}</span>
        <Checkbox.Group
          value={[...settings.levels]}
          options={[...cardLevels].reverse().map((value) => ({ value, label: t(`alerts.level.${value}`) }))}
          onChange={(levels) => setSettings({ ...settings, levels })}
        />
      </div>
    </section>
  );
}
