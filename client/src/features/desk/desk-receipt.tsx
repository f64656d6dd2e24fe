/** 受理通知书, to be printed for the applicant: the only thing on the sheet. */
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { type DeskReceipt, deskReceipt } from '../../../../server/contract/desk.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { limitText } from '../../lib/case-clock.ts';
import { instantText } from '../../lib/time.ts';

export function DeskReceiptView({ caseId, onClose }: { caseId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['desk', 'receipt', caseId],
    queryFn: ({ signal }) =>
      api(`/desk/cases/${caseId}/receipt`, { method: 'POST', body: {}, schema: deskReceipt, signal }),
    // Each time it is asked is on the trail: not for a mere glance at another page.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  return (
    <Modal
      open
      width={720}
      title={t('desk.receipt')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button type="primary" disabled={data === undefined} onClick={() => window.print()}>
            {t('desk.print')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorView error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <div className="mc-skeleton" style={{ height: 320 }} />}
      {data !== undefined && (
        <>
          <Sheet data={data} />
          {createPortal(
            <div className="mc-desk-print">
              <Sheet data={data} />
            </div>,
            document.body,
          )}
        </>
      )}
    </Modal>
  );
}

function Sheet({ data }: { data: DeskReceipt }) {
  const { t } = useTranslation();
  const rows: [string, string][] = [
    [t('desk.caseNo'), data.caseNo],
    [t('desk.matter'), `${data.matterName}（${data.matterCode}）`],
    [t('desk.acceptedAt'), instantText(data.acceptedAt)],
    ...(data.hallName === null || data.windowCode === null
      ? []
      : [
          [t('desk.place'), t('desk.windowOf', { hall: data.hallName, code: data.windowCode })] as [
            string,
            string,
          ],
        ]),
    [t('desk.clerk'), data.clerk],
  ];
  return (
    <article className="mc-desk-sheet">
      <h1>{t('desk.receipt')}</h1>
      <p className="mc-desk-sheet-no">
        {t('desk.receiptNo')} <span className="mc-mono">{data.receiptNo}</span>
      </p>
      <p>{t('desk.receiptOf', { applicant: data.applicant ?? '' })}</p>
      <p className="mc-desk-sheet-text">
        {t('desk.receiptText', { matter: data.matterName, limit: limitText(data.promisedLimit, t) })}
        {data.dueAt !== null && t('desk.receiptDue', { at: instantText(data.dueAt) })}
      </p>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {data.materials.length > 0 && (
        <>
          <h2>{t('desk.receiptMaterials')}</h2>
          <ol>
            {data.materials.map((one) => (
              <li key={one.name}>{one.name}</li>
            ))}
          </ol>
        </>
      )}
      <footer>
        <span>
          {t('desk.signature')}
          <i />
        </span>
        <span>
          {data.departmentName}
          <br />
          {t('desk.seal')}
        </span>
      </footer>
    </article>
  );
}
