/** Which footage has left the house or is about to, for whom and why; and how it is verified. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import {
  type EvidencePackage,
  evidencePackage,
  evidenceState,
} from '../../../../server/contract/evidence.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { bytesText } from '../../lib/bytes.ts';
import { evidenceKey, inTheMaking } from '../../lib/evidence/use-package.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { spanText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';
import { EvidenceDetail } from './evidence-detail.tsx';
import { EvidenceState } from './evidence-state.tsx';
import { NodeKey } from './node-key.tsx';
import { packageUrl } from './package-url.ts';
import './evidence-page.css';

const PATH = '/evidence';

export default function EvidencePage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const state = params.get('state') ?? undefined;
  const caseId = params.get('case') ?? undefined;
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('evidence.title')}</h1>
      </div>
      <NodeKey />
      <RecordTable
        path={PATH}
        item={evidencePackage}
        rowKey="id"
        empty={t('evidence.empty')}
        searchPlaceholder={t('evidence.search')}
        filter={{ state, caseId }}
        narrowed={state !== undefined || caseId !== undefined}
        expanded={(row) => <EvidenceDetail row={row} />}
        tools={
          <Select
            allowClear
            aria-label={t('evidence.stateTitle')}
            placeholder={t('evidence.stateTitle')}
            style={{ width: 120 }}
            value={state ?? null}
            options={evidenceState.options.map((value) => ({ value, label: t(`evidence.state.${value}`) }))}
            onChange={(value: string | null | undefined) => {
              const next = new URLSearchParams(params);
              if (value) next.set('state', value);
              else next.delete('state');
              setParams(next, { replace: true });
            }}
          />
        }
        columns={[
          {
            key: 'title',
            title: t('evidence.name'),
            render: (_, row) => (
              <span className="mc-evidence-title">
                <b>{row.title}</b>
                {row.caseId !== null && (
                  <Link className="mc-mono" to={`/cases/${row.caseId}`}>
                    {row.caseNo ?? t('evidence.case')}
                  </Link>
                )}
              </span>
            ),
          },
          { key: 'footage', title: t('evidence.footage'), width: 150, render: (_, row) => <Of row={row} /> },
          {
            key: 'asked',
            title: t('evidence.asked'),
            width: 170,
            render: (_, row) => (
              <span className="mc-evidence-title">
                <Instant at={row.askedAt} />
                <small>{row.askedByName}</small>
              </span>
            ),
          },
          {
            key: 'state',
            title: t('evidence.stateTitle'),
            width: 220,
            render: (_, row) => <EvidenceState row={row} />,
          },
          {
            key: 'bytes',
            title: t('evidence.size'),
            width: 90,
            align: 'right',
            render: (_, row) => (row.bytes === null ? '' : bytesText(row.bytes)),
          },
          {
            key: 'sha256',
            title: 'SHA-256',
            width: 150,
            render: (_, row) =>
              row.sha256 === null ? (
                ''
              ) : (
                <Copyable text={row.sha256}>
                  <span className="mc-mono" title={row.sha256}>
                    {row.sha256.slice(0, 12)}…
                  </span>
                </Copyable>
              ),
          },
          {
            key: 'actions',
            title: '',
            width: 150,
            align: 'right',
            render: (_, row) => <Actions row={row} />,
          },
        ]}
      />
    </div>
  );
}

function Of({ row }: { row: EvidencePackage }) {
  const { t } = useTranslation();
  const cameras = new Set(row.ranges.map(({ cameraId }) => cameraId)).size;
  const ms = row.ranges.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
  return (
    <>
      {t('evidence.of', { n: cameras })} · {spanText(ms, t)}
    </>
  );
}

function Actions({ row }: { row: EvidencePackage }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const removing = useMutation({
    mutationFn: () => api(`${PATH}/${row.id}`, { method: 'DELETE' }),
    onError: (error) => void message.error(problemWords(error, t), 6),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: evidenceKey(row.id) });
      await queries.invalidateQueries({ queryKey: listKey(PATH) });
    },
  });
  const ask = (which: 'cancel' | 'remove') =>
    void modal.confirm({
      title: t(`evidence.${which}.title`, { title: row.title }),
      content: t(`evidence.${which}.text`),
      okText: t(`evidence.${which}.verb`),
      okButtonProps: { danger: true },
      cancelText: t('common.back'),
      autoFocusButton: 'cancel',
      // What went wrong is told where the removal is; the question itself is answered.
      onOk: () => removing.mutateAsync().catch(() => undefined),
    });
  if (inTheMaking(row))
    return (
      <Button size="small" onClick={() => ask('cancel')}>
        {t('evidence.cancel.verb')}
      </Button>
    );
  if (row.state === 'removed') return null;
  return (
    <span className="mc-evidence-actions">
      {row.state === 'ready' && (
        <Button size="small" type="primary" href={packageUrl(row.id)} download>
          {t('evidence.download')}
        </Button>
      )}
      <Button size="small" danger onClick={() => ask('remove')}>
        {t('evidence.remove.verb')}
      </Button>
    </span>
  );
}
