/** Why somebody looks at footage: asked once, before anything is fetched, and kept on the audit trail. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reason } from '../../../../server/contract/common.ts';
import { type Viewing, type ViewingSubject, viewing } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useOwnViewings, viewingsKey } from './use-viewing.ts';
import './purpose-dialog.css';

export interface PurposeDialogProps {
  readonly subject: ViewingSubject;
  /** What will be looked at, in words: a case's number and matter, cameras and a time. */
  readonly about: ReactNode;
  /** What it most likely is for: to be sent as it is, or put right. */
  readonly suggestion?: string;
  readonly onDone: (viewing: Viewing) => void;
  readonly onCancel: () => void;
}

/** One's own words of before, the newest first. */
const BEFORE_MOST = 4;

export function askViewing(subject: ViewingSubject, purpose: string): Promise<Viewing> {
  return api('/playback/viewings', { method: 'POST', body: { subject, purpose }, schema: viewing });
}

export function PurposeDialog({ subject, about, suggestion = '', onDone, onCancel }: PurposeDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [purpose, setPurpose] = useState(suggestion);
  const own = useOwnViewings();
  const before = [...new Set(own.data?.map((each) => each.purpose))]
    .filter((each) => each !== purpose)
    .slice(0, BEFORE_MOST);
  const asking = useMutation({
    mutationFn: () => askViewing(subject, purpose.trim()),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: viewingsKey });
      onDone(made);
    },
  });
  const fits = reason.safeParse(purpose).success;
  const send = () => {
    if (fits && !asking.isPending) asking.mutate();
  };
  return (
    <Modal
      open
      title={t('playback.purpose.title')}
      okText={t('playback.purpose.look')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !fits, loading: asking.isPending }}
      onOk={send}
      onCancel={onCancel}
      width={500}
      className="mc-purpose"
    >
      <p className="mc-purpose-about">{about}</p>
      <Input.TextArea
        autoFocus
        rows={2}
        maxLength={500}
        value={purpose}
        aria-label={t('playback.purpose.label')}
        placeholder={t('playback.purpose.example')}
        onChange={(event) => setPurpose(event.target.value)}
        onPressEnter={(event) => {
          if (event.shiftKey) return;
          event.preventDefault();
          send();
        }}
      />
      {before.length > 0 && (
        <div className="mc-purpose-before">
          <span>{t('playback.purpose.before')}</span>
          {before.map((each) => (
            <button key={each} type="button" className="mc-button" onClick={() => setPurpose(each)}>
              {each}
            </button>
          ))}
        </div>
      )}
      <p className="mc-muted">{t('playback.purpose.hint')}</p>
      {asking.error !== null && <Alert type="error" showIcon message={problemWords(asking.error, t)} />}
    </Modal>
  );
}
