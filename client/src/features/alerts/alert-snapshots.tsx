/** The case as it was when the card was made (proposed to be revoked, revoked), beside what is known of it now. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../server/contract/alerts.ts';
import { limit } from '../../../../server/contract/clock.ts';
import { limitText, workingSpanText } from '../../lib/case-clock.ts';
import { useCaseDetail } from '../../lib/case-detail.ts';
import { useMay } from '../../lib/me.ts';
import { minuteText } from '../../lib/time.ts';
import {
  keptValues,
  presentValues,
  type SnapshotField,
  type SnapshotValues,
  snapshotFields,
} from './snapshot-fields.ts';

export function AlertSnapshots({ card }: { card: AlertDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const present = useCaseDetail(card.caseId, card.updatedAt, may('cases:read')).data;
  const columns: { key: string; title: string; values: SnapshotValues }[] = card.snapshots.map(
    ({ at, why, state }) => ({
      key: `${why} ${at}`,
      title: t('alerts.snapshot.past', { why: t(`alerts.snapshot.why.${why}`), at: minuteText(at) }),
      values: keptValues(state),
    }),
  );
  if (present !== undefined)
    columns.push({ key: 'now', title: t('alerts.snapshot.now'), values: presentValues(present) });
  const rows = snapshotFields
    .map((field) => ({ field, words: columns.map(({ values }) => valueText(field, values, t)) }))
    .filter(({ words }) => words.some((each) => each !== NONE));
  return (
    <table className="mc-alert-snapshots">
      <thead>
        <tr>
          <th>{t('alerts.snapshot.field')}</th>
          {columns.map(({ key, title }) => (
            <th key={key}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, words }) => (
          <tr key={field} data-changed={field !== 'usedMs' && new Set(words).size > 1}>
            <th>{t(`alerts.snapshot.keys.${field}`)}</th>
            {words.map((each, index) => (
              <td key={columns[index]?.key}>{each}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NONE = '—';
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function valueText(field: SnapshotField, values: SnapshotValues, t: TFunction): string {
  const value = values[field];
  if (value === undefined || value === null || value === '' || value === 0) return NONE;
  if (field === 'usedMs') return workingSpanText(Number(value), values.dayMs, t);
  const asLimit = limit.safeParse(value);
  if (asLimit.success) return limitText(asLimit.data, t);
  if (typeof value !== 'string') return String(value);
  if (INSTANT.test(value)) return minuteText(value);
  for (const group of ['stage', 'cases.outcomes']) {
    const key = `${group}.${value}`;
    if (i18next.exists(key)) return t(key as 'stage.received');
  }
  return value;
}
