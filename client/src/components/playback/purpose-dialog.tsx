/** Why somebody looks at footage: asked once, before anything is fetched, and kept on the audit trail. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reason } from '../../../../server/contract/common.ts';
import { type Viewing, type ViewingSubject, viewing } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

export interface PurposeDialogProps {
  readonly subject: ViewingSubject;
  /** What will be looked at, in words: a case's number and matter, cameras and a time. */
  readonly title: string;
  /** What it most likely is for: to be sent as it is, or put right. */
  readonly suggestion?: string;
  /** Short words to choose from. */
  readonly choices?: readonly string[];
  readonly onDone: (viewing: Viewing) => void;
  readonly onCancel: () => void;
}

export function askViewing(subject: ViewingSubject, purpose: string): Promise<Viewing> {
  return api('/playback/viewings', { method: 'POST', body: { subject, purpose }, schema: viewing });
}

export function PurposeDialog(props: PurposeDialogProps) {
  const { subject, title, suggestion = '', choices = [], onDone, onCancel } = props;
  const { t } = useTranslation();
  const [purpose, setPurpose] = useState(suggestion);
  const asking = useMutation({
    mutationFn: () => askViewing(subject, purpose.trim()),
    onSuccess: onDone,
  });
  const fits = reason.safeParse(purpose).success;
  const send = () => fits && !asking.isPending && asking.mutate();
  return (
    <Modal
      open
      title={t('purpose.title')}
      okText={t('purpose.verb')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !fits, loading: asking.isPending }}
      onOk={send}
      onCancel={onCancel}
      width={480}
      data-testid="purpose-dialog"
    >
      <p className="mc-purpose-what">{title}</p>
      <Form layout="vertical" onFinish={send}>
        <Form.Item label={t('purpose.label')} extra={t('purpose.hint')} style={{ marginBottom: 12 }}>
          <Input.TextArea
            autoFocus
            rows={2}
            maxLength={500}
            value={purpose}
            aria-label={t('purpose.label')}
            onChange={(event) => setPurpose(event.target.value)}
            onFocus={(event) => event.target.select()}
            onPressEnter={(event) => {
              if (event.shiftKey) return;
              event.preventDefault();
              send();
            }}
          />
        </Form.Item>
        {choices.length > 0 && (
          <div className="mc-purpose-choices">
            {choices.map((each) => (
              <button key={each} type="button" className="mc-button" onClick={() => setPurpose(each)}>
                {each}
              </button>
            ))}
          </div>
        )}
      </Form>
      {asking.error !== null && <Alert type="error" showIcon message={problemWords(asking.error, t)} />}
    </Modal>
  );
}
