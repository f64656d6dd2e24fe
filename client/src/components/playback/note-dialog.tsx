/** Writes down what is to be seen at an instant, or words one's own note anew. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Note, note } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';

export interface NoteDialogProps {
  /** Of a new one. */
  readonly atMs: number;
  readonly cameraId?: string | undefined;
  readonly caseId?: string | undefined;
  /** What it is about, in words: the camera, the case. */
  readonly about: string;
  /** One's own, to be worded anew or taken back. */
  readonly existing?: Note | undefined;
  readonly onDone: () => void;
}

const MOST = 1000;

/** Whatever shows notes is asked anew. */
const SHOWN = ['timeline-marks', 'case-footage', 'notes'];

export function NoteDialog({ atMs, cameraId, caseId, about, existing, onDone }: NoteDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [text, setText] = useState(existing?.text ?? '');
  const again = () => {
    for (const key of SHOWN) void queries.invalidateQueries({ queryKey: [key] });
  };
  const restore = async (id: string) => {
    try {
      await api(`/playback/notes/${id}/restore`, { method: 'POST', schema: note });
      again();
    } catch (error) {
      void message.error(problemWords(error, t));
    }
  };
  const save = useMutation({
    mutationFn: () =>
      existing === undefined
        ? api('/playback/notes', {
            method: 'POST',
            schema: note,
            body: {
              at: new Date(Math.round(atMs)).toISOString(),
              text,
              cameraId: cameraId ?? null,
              caseId: caseId ?? null,
            },
          })
        : api(`/playback/notes/${existing.id}`, { method: 'PATCH', schema: note, body: { text } }),
    onSuccess: () => {
      again();
      void message.success(t('note.saved'));
      onDone();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => api(`/playback/notes/${id}`, { method: 'DELETE' }),
    onSuccess: (_, id) => {
      again();
      onDone();
      void message.success({
        duration: 8,
        content: (
          <>
            {t('note.removed')}{' '}
            <Button type="link" size="small" onClick={() => void restore(id)}>
              {t('note.undo')}
            </Button>
          </>
        ),
      });
    },
  });
  const fault = save.error ?? remove.error;
  return (
    <Modal
      open
      title={t(existing === undefined ? 'note.new' : 'note.edit')}
      onCancel={onDone}
      width={460}
      data-testid="note-dialog"
      footer={[
        existing !== undefined && (
          <Button key="remove" danger style={{ float: 'left' }} onClick={() => remove.mutate(existing.id)}>
            {t('note.remove')}
          </Button>
        ),
        <Button key="cancel" onClick={onDone}>
          {t('common.cancel')}
        </Button>,
        <Button
          key="save"
          type="primary"
          disabled={text.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('note.verb')}
        </Button>,
      ]}
    >
      <p className="mc-muted" style={{ marginTop: 0 }}>
        {instantText(existing?.at ?? atMs)} · {about}
      </p>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={MOST}
        value={text}
        aria-label={t('note.label')}
        placeholder={t('note.hint')}
        onChange={(event) => setText(event.target.value)}
      />
      {fault !== null && (
        <Alert type="error" showIcon style={{ marginTop: 10 }} message={problemWords(fault, t)} />
      )}
    </Modal>
  );
}
