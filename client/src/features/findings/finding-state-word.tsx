/** How a finding stands, in a word; colour only where somebody has to do something, or it was put right. */
import { useTranslation } from 'react-i18next';
import type { FindingState } from '../../../../server/contract/findings.ts';

export function FindingStateWord({ state, overdue }: { state: FindingState; overdue: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="mc-finding-state" data-state={state} data-overdue={overdue}>
      {t(`findings.state.${state}`)}
      {overdue && <b>{t('findings.overdue')}</b>}
    </span>
  );
}
