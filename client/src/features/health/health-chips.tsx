/** How many are broken, by fault: each count is a filter. */
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { type HealthFault, type HealthSummary, healthFault } from '../../../../server/contract/health.ts';

type Only = 'broken' | 'well' | 'unknown';

export function HealthChips(props: {
  summary: HealthSummary | undefined;
  only: Only | undefined;
  fault: HealthFault | undefined;
  onChoose: (chosen: { only: Only | undefined; fault: HealthFault | undefined }) => void;
}) {
  const { t } = useTranslation();
  const { summary, only, fault, onChoose } = props;
  if (!summary) return <Skeleton.Input active style={{ width: 480, height: 30, marginBottom: 12 }} />;
  const counts = new Map(summary.faults.map((one) => [one.fault, one.cameras]));
  const isAll = only === undefined && fault === undefined;
  const chip = (label: string, count: number, isChosen: boolean, choose: () => void, tone?: string) => (
    <button
      key={label}
      type="button"
      className="mc-health-chip"
      data-tone={tone}
      aria-pressed={isChosen}
      onClick={choose}
    >
      {label} <b>{count}</b>
    </button>
  );
  return (
    <div className="mc-health-chips">
      {chip(t('health.all'), summary.cameras, isAll, () => onChoose({ only: undefined, fault: undefined }))}
      {chip(
        t('health.broken'),
        summary.broken,
        only === 'broken' && fault === undefined,
        () => onChoose({ only: 'broken', fault: undefined }),
        summary.broken > 0 ? 'bad' : undefined,
      )}
      {healthFault.options
        .filter((one) => counts.has(one) || fault === one)
        .map((one) =>
          chip(t(`health.fault.${one}`), counts.get(one) ?? 0, fault === one, () =>
            onChoose({ only: undefined, fault: fault === one ? undefined : one }),
          ),
        )}
      <span className="mc-health-chips-gap" />
      {chip(t('health.well'), summary.well, only === 'well', () =>
        onChoose({ only: only === 'well' ? undefined : 'well', fault: undefined }),
      )}
      {(summary.unknown > 0 || only === 'unknown') &&
        chip(t('health.unknown'), summary.unknown, only === 'unknown', () =>
          onChoose({ only: only === 'unknown' ? undefined : 'unknown', fault: undefined }),
        )}
    </div>
  );
}
