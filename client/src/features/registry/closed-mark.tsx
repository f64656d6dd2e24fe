import { useTranslation } from 'react-i18next';
import { instantText } from '../../lib/time.ts';
import './closed-mark.css';

/** Beside the name of what is closed: since when. */
export function ClosedMark({ at }: { at: string | null }) {
  const { t } = useTranslation();
  if (at === null) return null;
  return (
    <span className="mc-closed" title={instantText(at)}>
      {t('registry.closed')}
    </span>
  );
}
