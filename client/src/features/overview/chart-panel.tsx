/** A chart under its name, and the same as a table for whoever reads better so. */
import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const Chart = lazy(() => import('./chart.tsx'));

export interface ChartPanelProps extends Omit<ComponentProps<typeof Chart>, 'label'> {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function ChartPanel({ title, head, rows, ...chart }: ChartPanelProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="mc-ov-panel">
      <PanelHead title={title}>
        <button
          type="button"
          className="mc-ov-switch"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('overview.asChart') : t('overview.asTable')}
        </button>
      </PanelHead>
      {asTable ? (
        <div className="mc-ov-table" style={{ height: chart.height * chart.scale }}>
          <table>
            <thead>
              <tr>
                {head.map((each) => (
                  <th key={each}>{each}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...values]) => (
                <tr key={name}>
                  <td>{name}</td>
                  {values.map((value, at) => (
                    <td key={head[at + 1]}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Suspense fallback={<div style={{ height: chart.height * chart.scale }} />}>
          <Chart label={title} {...chart} />
        </Suspense>
      )}
    </section>
  );
}

export function PanelHead({
  title,
  about,
  children,
}: {
  title: string;
  about?: string;
  children?: ReactNode;
}) {
  return (
    <header title={about}>
      <h2>{title}</h2>
      {children}
    </header>
  );
}
