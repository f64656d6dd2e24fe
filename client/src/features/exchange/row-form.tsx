/** A refused row in its sender's own words, as a form or as JSON, with what is wrong marked: put right, and sent again. */
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RefusalDetail, resendAnswer } from '../../../../server/contract/exchange.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { codeWords, messageWords } from './exchange-words.ts';
import { type EditedRow, editedOf, rowOf } from './row-fields.ts';
import { RowInputs } from './row-inputs.tsx';

interface Fault {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

export interface RowFormProps {
  readonly detail: RefusalDetail;
  readonly path: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function RowForm({ detail, path, onClose, onChanged }: RowFormProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [row, setRow] = useState<EditedRow>(() => editedOf(detail.row, detail.field));
  const [fault, setFault] = useState<Fault>(detail);
  /** As text, while it is edited as that. */
  const [json, setJson] = useState<string>();
  const read = json === undefined ? { row: rowOf(row) } : readRow(json);
  const isOpen = detail.state === 'open';
  const sending = useMutation({
    mutationFn: (sent: Row) =>
      api(`${path}/resend`, { method: 'POST', body: { row: sent }, schema: resendAnswer }),
    onSuccess: ({ result }, sent) => {
      if (result.status === 'rejected') {
        const { code = '', field = '', message: why = '' } = result;
        setFault({ code, field, message: why });
        setRow(editedOf(sent, field));
        void message.error(t('exchange.refusals.again', { message: messageWords(why, t) }), 6);
        return;
      }
      void message.success(t('exchange.refusals.resent'));
      onChanged();
      onClose();
    },
  });
  const turn = () => {
    if (json === undefined) setJson(JSON.stringify(rowOf(row), null, 2));
    else if (read.row !== undefined) {
      setRow(editedOf(read.row, fault.field));
      setJson(undefined);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (read.row !== undefined) sending.mutate(read.row);
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
      {json === undefined ? (
        <RowInputs row={row} faulty={fault.field} isOpen={isOpen} onChange={setRow} />
      ) : (
        <Input.TextArea
          className="mc-mono"
          aria-label={t('exchange.refusals.row')}
          autoSize={{ minRows: 10, maxRows: 24 }}
          value={json}
          disabled={!isOpen}
          spellCheck={false}
          autoFocus
          status={read.row === undefined ? 'error' : ''}
          onChange={(event) => setJson(event.target.value)}
        />
      )}
      {read.row === undefined && (
        <p role="alert">
          {read.message === null
            ? t('exchange.refusals.notObject')
            : t('exchange.refusals.badJson', { message: read.message })}
        </p>
      )}
      {sending.error !== null && (
        <Alert type="error" showIcon title={problemWords(sending.error, t)} style={{ marginTop: 12 }} />
      )}
      <div className="mc-exchange-foot">
        <Button type="text" disabled={read.row === undefined} onClick={turn}>
          {t(json === undefined ? 'exchange.refusals.json' : 'exchange.refusals.form')}
        </Button>
        {isOpen ? (
          <Button
            type="primary"
            htmlType="submit"
            disabled={read.row === undefined}
            loading={sending.isPending}
          >
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

type Row = Record<string, unknown>;

/** Only an object is a row. */
function readRow(
  json: string,
): { readonly row: Row } | { readonly row?: undefined; readonly message: string | null } {
  try {
    const row: unknown = JSON.parse(json);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { row: row as Row };
    return { message: null };
  } catch (error) {
    if (error instanceof SyntaxError) return { message: error.message };
    throw error;
  }
}
