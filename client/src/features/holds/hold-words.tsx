/** What a hold is called, and how it stands. */
import { useTranslation } from 'react-i18next';
import type { HoldSummary } from '../../../../server/contract/holds.ts';
import { bytesText } from '../../lib/bytes.ts';

/** Colour never alone: the word says it; what waits for somebody stands out. */
export function HoldStateWord({ state }: { state: HoldSummary['state'] }) {
  const { t } = useTranslation();
  return (
    <span className="mc-hold-state" data-state={state}>
      {t(`holds.state.${state}`)}
    </span>
  );
}

export function HoldSize({ hold }: { hold: Pick<HoldSummary, 'bytes' | 'segments'> }) {
  const { t } = useTranslation();
  return hold.segments === 0 ? (
    <span className="mc-muted">{t('holds.nothing')}</span>
  ) : (
    <span title={t('holds.size', { size: bytesText(hold.bytes), n: hold.segments })}>
      {bytesText(hold.bytes)}
    </span>
  );
}
