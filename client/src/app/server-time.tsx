/** The server's clock in the bar, and whether we know it. */
import { useTranslation } from 'react-i18next';
import { useServices } from '../lib/services.ts';
import { clockText, dateText } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';

export function ServerTime() {
  const { t } = useTranslation();
  const { clock } = useServices();
  useNow(500);
  const now = clock.now();
  return (
    <time
      className="mc-server-clock"
      data-synced={clock.synced}
      dateTime={new Date(now).toISOString()}
      title={clock.synced ? t('bar.clockSynced', { ms: clock.uncertaintyMs ?? 0 }) : t('bar.clockUnsynced')}
    >
      <i />
      <span className="mc-muted">{dateText(now)}</span>
      <span>{clockText(now)}</span>
    </time>
  );
}
