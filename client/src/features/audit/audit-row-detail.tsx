/** One row of the trail, opened: what was before and what is after, why, and the rest of what was kept. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../../../server/contract/audit.ts';
import { Copyable } from '../../components/copyable.tsx';
import { differencesOf, valueWords } from './audit-difference.ts';
import { actorWords, fieldWords, targetWords } from './audit-words.ts';
import type { Change } from './use-audit-filter.ts';

export interface AuditRowDetailProps {
  readonly row: AuditRow;
  readonly onNarrow: (change: Change) => void;
}

export function AuditRowDetail({ row, onNarrow }: AuditRowDetailProps) {
  const { t } = useTranslation();
  const differences = differencesOf(row.before, row.after);
  // Which fields were sent is told by what changed.
  const told = new Set(['fields', ...differences.map(({ field }) => field)]);
  const rest = Object.entries(row.detail).filter(([field]) => !told.has(field));
  return (
    <div className="mc-audit-detail">
      {differences.length > 0 && (
        <table className="mc-audit-difference">
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              {row.before !== null && <th scope="col">{t('audit.before')}</th>}
              {row.after !== null && <th scope="col">{t('audit.after')}</th>}
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row" title={field}>
                  {fieldWords(field, t)}
                </th>
                {row.before !== null && (
                  <td>{row.after === null ? valueWords(before, t) : <del>{valueWords(before, t)}</del>}</td>
                )}
                {row.after !== null && <td>{valueWords(after, t)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl>
        {row.reason !== null && (
          <>
            <dt>{t('audit.reason')}</dt>
            <dd>{row.reason}</dd>
          </>
        )}
        {rest.map(([field, value]) => (
          <div key={field} style={{ display: 'contents' }}>
            <dt title={field}>{fieldWords(field, t)}</dt>
            <dd>{valueWords(value, t)}</dd>
          </div>
        ))}
        <dt>{t('audit.actor')}</dt>
        <dd>
          {actorWords(row, t)}{' '}
          <Button type="link" size="small" onClick={() => onNarrow({ actor: row.actor })}>
            {t('audit.onlyPerson')}
          </Button>
        </dd>
        <dt>{t('audit.target')}</dt>
        <dd>
          {targetWords(row, t)}{' '}
          <Button type="link" size="small" onClick={() => onNarrow({ target: row.target })}>
            {t('audit.onlyThing')}
          </Button>
        </dd>
        <dt>{t('audit.seq')}</dt>
        <dd className="mc-mono">
          <Copyable text={`#${row.seq} ${row.hash}`}>
            #{row.seq} {row.hash.slice(0, 16)}…
          </Copyable>
        </dd>
      </dl>
    </div>
  );
}
