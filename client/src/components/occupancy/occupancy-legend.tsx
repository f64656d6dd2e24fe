/** What the shapes of an occupancy line mean. */
import { useTranslation } from 'react-i18next';
import { type OccupancySpan, occupancyState } from '../../../../server/contract/occupancy.ts';
import { useMay } from '../../lib/me.ts';
import { OccupancyLine } from './occupancy-strip.tsx';

const SAMPLE_MS = 1000;

export function OccupancyLegend() {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('occupancy:view')) return null;
  return (
    <section className="mc-occupancy-legend" aria-label={t('occupancy.legend')}>
      <h4>{t('occupancy.legend')}</h4>
      <ul>
        {occupancyState.options.map((state) => (
          <li key={state}>
            <OccupancyLine
              spans={[sampleOf(state)]}
              fromMs={0}
              toMs={SAMPLE_MS}
              label={t(`occupancy.short.${state}`)}
            />
            {t(`occupancy.state.${state}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

const sampleOf = (state: OccupancySpan['state']): OccupancySpan => ({
  ...{ windowId: '', cameraId: null, state, applicant: null, cause: null, open: false, activity: null },
  ...{ from: new Date(0).toISOString(), to: new Date(SAMPLE_MS).toISOString() },
});
