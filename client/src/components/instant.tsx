/** A moment in a table: date and time; how long ago on hover. */
import { useTranslation } from 'react-i18next';
import { agoText, instantText } from '../lib/time.ts';

export function Instant({ at }: { at: string }) {
  const { t } = useTranslation();
  return (
    <time dateTime={at} title={agoText(at, Date.now(), t)} style={{ whiteSpace: 'nowrap' }}>
      {instantText(at)}
    </time>
  );
}
