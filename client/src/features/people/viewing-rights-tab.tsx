/** Rights to see one case: who has them, what for, until when. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ViewingRight, viewingRight } from '../../../../server/contract/rights.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { instantText } from '../../lib/time.ts';

export function ViewingRightsTab() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ask = useReason();
  const [onlyNow, setOnlyNow] = useState(true);
  const revoke = (right: ViewingRight) =>
    ask({
      title: t('rights.viewing.revokeTitle', { name: right.user.displayName, caseNo: right.caseNo }),
      text: t('rights.viewing.revokeText'),
      verb: t('rights.viewing.revoke'),
      danger: true,
      run: async (reason) => {
        await api(`/cases/${right.caseId}/viewing-rights/${right.id}`, { method: 'DELETE', reason });
        await queries.invalidateQueries();
      },
    });
  return (
    <>
      <p className="mc-muted" style={{ marginTop: 0 }}>
        {t('rights.viewing.text')}
      </p>
      <RecordTable
        path="/viewing-rights"
        item={viewingRight}
        rowKey="id"
        empty={t('rights.viewing.empty')}
        narrowed={onlyNow}
        filter={{ holding: onlyNow ? 'now' : 'all' }}
        tools={
          <Checkbox checked={onlyNow} onChange={(event) => setOnlyNow(event.target.checked)}>
            {t('rights.viewing.onlyNow')}
          </Checkbox>
        }
        columns={[
          {
            title: t('rights.viewing.case'),
            render: (_, row) => (
              <>
                <Link to={`/cases/${row.caseId}`} className="mc-mono">
                  {row.caseNo}
                </Link>
                <div className="mc-muted">{row.matterName}</div>
              </>
            ),
          },
          { title: t('rights.viewing.person'), render: (_, row) => row.user.displayName },
          { title: t('rights.viewing.purpose'), render: (_, row) => row.purpose },
          {
            title: t('rights.viewing.given'),
            render: (_, row) => (
              <>
                {row.grantedBy.displayName} · <Instant at={row.grantedAt} />
              </>
            ),
          },
          { title: t('rights.viewing.until'), render: (_, row) => <Instant at={row.until} /> },
          { title: t('rights.viewing.state'), render: (_, row) => <State of={row} /> },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) =>
              row.holds && (
                <Button type="text" size="small" onClick={() => revoke(row)}>
                  {t('rights.viewing.revoke')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

function State({ of: right }: { of: ViewingRight }) {
  const { t } = useTranslation();
  if (right.revokedAt !== null)
    return (
      <span className="mc-muted">
        {t('rights.viewing.revoked', {
          name: right.revokedBy?.displayName ?? '—',
          at: instantText(right.revokedAt),
        })}
      </span>
    );
  return right.holds ? (
    t('rights.viewing.holds')
  ) : (
    <span className="mc-muted">{t('rights.viewing.ended')}</span>
  );
}
