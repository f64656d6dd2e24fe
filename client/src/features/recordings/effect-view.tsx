/** What a policy would do, in words, before it is saved. */
import { useTranslation } from 'react-i18next';
import { bytesText } from '../../lib/bytes.ts';
import { dateText } from '../../lib/time.ts';
import type { PolicyEffect } from './policy-effect.ts';

export function EffectView({ effect, days }: { effect: PolicyEffect; days: number }) {
  const { t } = useTranslation();
  const { purgedBytes, oldest, heldBytes, stops, losesSound, bytesADay } = effect;
  return (
    <section className="mc-recordings-effect" data-loses={purgedBytes > 0} aria-live="polite">
      <h3>{t('recordings.effect.title')}</h3>
      <ul>
        {purgedBytes > 0 && oldest !== null ? (
          <li>
            <b>
              {t('recordings.effect.purges', {
                days,
                size: bytesText(purgedBytes),
                oldest: dateText(oldest),
              })}
            </b>
          </li>
        ) : (
          <li>{t('recordings.effect.nothing')}</li>
        )}
        {heldBytes > 0 && <li>{t('recordings.effect.held', { size: bytesText(heldBytes) })}</li>}
        {stops > 0 && <li>{t('recordings.effect.stops')}</li>}
        {losesSound > 0 && <li>{t('recordings.effect.soundOff')}</li>}
        {bytesADay > 0 && (
          <li>
            {t('recordings.effect.grows', { size: bytesText(bytesADay), total: bytesText(bytesADay * days) })}
          </li>
        )}
      </ul>
    </section>
  );
}
