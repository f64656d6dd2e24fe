/** A department's appeal, or its reply to an order: what it says, and the files that show it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Alert as Banner, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { type AlertDetail, type AlertResponse, answerAlert } from '../../../../server/contract/alerts.ts';
import { FileField } from '../../components/files/file-field.tsx';
import { useUploads } from '../../components/files/use-uploads.ts';
import { alertKey } from '../../lib/alerts/alert-detail.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey } from '../../lib/use-list.ts';
import { useSole } from '../../lib/use-sole.ts';
import { answer } from './alert-calls.ts';
import { useDraft } from './use-draft.ts';

export function AnswerForm({ card, action }: { card: AlertDetail; action: AlertResponse }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const sole = useSole();
  const draft = useDraft(card.id, action);
  const files = useUploads(`/alerts/${card.id}/files`);
  const text = draft.text.trim();
  const well = answerAlert.shape.reason.safeParse(text).success;
  const send = useMutation({
    mutationFn: () => answer(card, { action, reason: text, files: files.ids }),
    onSuccess: (after) => {
      draft.drop();
      queries.setQueryData(alertKey(card.id), after);
      void queries.invalidateQueries({ queryKey: listKey('/alerts') });
      void message.success(t(`alerts.done.${action}`));
    },
    onError: () => {
      sole.leave();
      void queries.invalidateQueries({ queryKey: alertKey(card.id) });
    },
  });
  return (
    <Form
      layout="vertical"
      className="mc-answer-form"
      data-testid={`answer-${action}`}
      onFinish={() => well && !files.isSending && sole.enter() && send.mutate()}
    >
      <h3>{t(`alerts.answers.${action}`)}</h3>
      <Input.TextArea
        rows={5}
        maxLength={4000}
        showCount
        aria-label={t('alerts.answers.text')}
        placeholder={t(`alerts.answers.${action}Hint`)}
        value={draft.text}
        onChange={(event) => draft.set(event.target.value)}
      />
      <FileField files={files} />
      {send.error !== null && <Banner type="error" showIcon title={problemWords(send.error, t)} />}
      <div className="mc-answer-send">
        <Button type="primary" htmlType="submit" disabled={!well || files.isSending} loading={send.isPending}>
          {t(`alerts.act.${action}`)}
        </Button>
        {files.isSending && <span className="mc-muted">{t('alerts.files.wait')}</span>}
        {draft.text !== '' && (
          <>
            <span className="mc-muted">{t('alerts.answers.draft')}</span>
            <Button type="text" size="small" onClick={draft.drop}>
              {t('alerts.answers.discard')}
            </Button>
          </>
        )}
      </div>
    </Form>
  );
}
