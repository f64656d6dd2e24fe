/** The case as it was when the card was made (and when it was revoked) beside what is known now. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../server/contract/alerts.ts';
import { minuteText } from '../../lib/time.ts';
import { flatState } from './flat-state.ts';

export function AlertSnapshots({ snapshots }: { snapshots: AlertDetail['snapshots'] }) {
  const { t } = useTranslation();
  const [first, ...later] = snapshots;
  if (first === undefined) return null;
  const columns = [first, ...later].map((each) => ({ ...each, flat: flatState(each.state) }));
  const fields = [...new Set(columns.flatMap(({ flat }) => [...flat.keys()]))];
  const wordOf = (field: string): string => {
    const key = `alerts.snapshot.keys.${field.split('.').at(-1)}`;
    return i18next.exists(key) ? t(key as 'alerts.snapshot.keys.stage') : field;
  };
  return (
    <table className="mc-alert-snapshots">
      <thead>
        <tr>
          <th>{t('alerts.snapshot.field')}</th>
          {columns.map(({ at, why }) => (
            <th key={`${why} ${at}`}>
              {t('alerts.snapshot.past', { why: t(`alerts.snapshot.why.${why}`), at: minuteText(at) })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const values = columns.map(({ flat }) => valueText(flat.get(field), t));
          return (
            <tr key={field} data-changed={new Set(values).size > 1}>
              <th title={field}>{wordOf(field)}</th>
              {values.map((value, index) => (
                <td key={`${field} ${columns[index]?.why} ${columns[index]?.at}`}>{value}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function valueText(value: unknown, t: TFunction): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value !== 'string') return String(value);
  if (INSTANT.test(value)) return minuteText(value);
  const stage = `stage.${value}`;
  return i18next.exists(stage) ? t(stage as 'stage.received') : value;
}
