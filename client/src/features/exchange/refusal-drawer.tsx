/** A refused row as a form, in its sender's own words, with what is wrong marked: put right, and sent again. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Refusal,
  type RefusalDetail,
  refusalDetail,
  resendAnswer,
} from '../../../../server/contract/exchange.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { codeWords, messageWords } from './exchange-words.ts';
import { type EditedRow, editedOf, rowOf } from './row-fields.ts';

export interface RefusalDrawerProps {
  readonly of: Refusal;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function RefusalDrawer({ of, onClose, onChanged }: RefusalDrawerProps) {
  const { t } = useTranslation();
  const path = `/exchange/refusals/${of.id}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['exchange', 'refusal', of.id],
    queryFn: ({ signal }) => api(path, { schema: refusalDetail, signal }),
    // Each look is on the trail.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const name = of.caseNo ?? of.eventId ?? of.table ?? of.source;
  return (
    <Drawer open size={620} title={t('exchange.refusals.drawer', { name })} onClose={onClose} footer={null}>
      {error !== null && <ErrorView error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Skeleton active paragraph={{ rows: 10 }} />}
      {data !== undefined && <RowForm detail={data} path={path} onClose={onClose} onChanged={onChanged} />}
    </Drawer>
  );
}

interface Fault {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

function RowForm({
  detail,
  path,
  onClose,
  onChanged,
}: { readonly detail: RefusalDetail; readonly path: string } & Omit<RefusalDrawerProps, 'of'>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [row, setRow] = useState<EditedRow>(() => editedOf(detail.row, detail.field));
  const [fault, setFault] = useState<Fault>(detail);
  const isOpen = detail.state === 'open';
  const sending = useMutation({
    mutationFn: () =>
      api(`${path}/resend`, { method: 'POST', body: { row: rowOf(row) }, schema: resendAnswer }),
    onSuccess: ({ result }) => {
      if (result.status === 'rejected') {
        const { code = '', field = '', message: why = '' } = result;
        setFault({ code, field, message: why });
        setRow((before) => editedOf(rowOf(before), field));
        void message.error(t('exchange.refusals.again', { message: messageWords(why, t) }), 6);
        return;
      }
      void message.success(t('exchange.refusals.resent'));
      onChanged();
      onClose();
    },
  });
  const change = (field: string, text: string) =>
    setRow((before) => before.map((one) => (one.field === field ? { ...one, text, isChanged: true } : one)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Alert
        type="warning"
        showIcon
        title={
          <>
            {t('exchange.refusals.fault')}: <strong className="mc-mono">{fault.field}</strong>{' '}
            {codeWords(fault.code, t)}
          </>
        }
        description={messageWords(fault.message, t)}
      />
      <p className="mc-muted">{t('exchange.refusals.rowHint')}</p>
      <div className="mc-exchange-row">
        {row.map(({ field, text }) => (
          <label key={field} htmlFor={`row-${field}`} className={field === fault.field ? 'is-faulty' : ''}>
            <span className="mc-mono">{field}</span>
            <Input
              id={`row-${field}`}
              value={text}
              disabled={!isOpen}
              status={field === fault.field ? 'warning' : ''}
              autoFocus={field === fault.field}
              onChange={(event) => change(field, event.target.value)}
            />
          </label>
        ))}
      </div>
      {sending.error !== null && (
        <Alert type="error" showIcon title={problemWords(sending.error, t)} style={{ marginTop: 12 }} />
      )}
      <div className="mc-exchange-foot">
        {isOpen ? (
          <Button type="primary" htmlType="submit" loading={sending.isPending}>
            {t('exchange.refusals.resend')}
          </Button>
        ) : (
          <span className="mc-muted">
            {t('exchange.refusals.closedAt', {
              state: t(`exchange.refusals.states.${detail.state}`),
              at: detail.closedAt === null ? '' : instantText(detail.closedAt),
            })}
          </span>
        )}
      </div>
    </form>
  );
}
