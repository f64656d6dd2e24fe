/** What the marks on a plan look like in each state. */
import { useTranslation } from 'react-i18next';

export function PlanLegend() {
  const { t } = useTranslation();
  return (
    <ul className="mc-plan-legend" aria-label={t('plan.legend')}>
      {(['live', 'starting', 'offline', 'idle'] as const).map((state) => (
        <li key={state}>
          <i className="mc-plan-key" data-camera={state} aria-hidden="true" />
          {t(`plan.state.${state}`)}
        </li>
      ))}
      {(['serving', 'idle', 'near', 'over', 'unknown'] as const).map((state) => (
        <li key={`w ${state}`}>
          <i className="mc-plan-key" data-window={state} aria-hidden="true" />
          {t(`plan.windowState.${state}`)}
        </li>
      ))}
    </ul>
  );
}
