/** Why one looks at this footage: worded already, so that it costs one Enter; over the picture and not in a dialog, so that the queue's keys go on. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reason } from '../../../../server/contract/common.ts';
import type { Viewing, ViewingSubject } from '../../../../server/contract/playback.ts';
import { askViewing } from '../../components/playback/purpose-dialog.tsx';
import { viewingsKey } from '../../components/playback/use-viewing.ts';
import { problemWords } from '../../lib/problem-words.ts';

export interface LeadPurposeProps {
  readonly subject: ViewingSubject;
  readonly suggestion: string;
  readonly onDone: (viewing: Viewing) => void;
}

/** Pressed by the page's Enter. */
export const LOOK_BUTTON = 'mc-lead-look';

export function LeadPurpose({ subject, suggestion, onDone }: LeadPurposeProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [purpose, setPurpose] = useState(suggestion);
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
    <div className="mc-lead-ask">
      <label htmlFor="mc-lead-purpose">
        <span>{t('leads.clip.purpose')}</span>
        <Input
          id="mc-lead-purpose"
          value={purpose}
          maxLength={500}
          onChange={(event) => setPurpose(event.target.value)}
          onPressEnter={send}
        />
      </label>
      <Button
        id={LOOK_BUTTON}
        type="primary"
        disabled={!fits}
        loading={asking.isPending}
        onClick={send}
        data-testid="lead-look"
      >
        {t('leads.clip.look')}
      </Button>
      {asking.error !== null && <Alert type="error" showIcon title={problemWords(asking.error, t)} />}
    </div>
  );
}
