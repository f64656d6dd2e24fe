/** Where a floor plan is given: dropped or chosen. What is accepted is said before anything is sent. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FLOOR_PLAN_MOST_BYTES, FLOOR_PLAN_TYPES } from '../../../../../server/contract/floor-plan.ts';
import { api } from '../../../lib/api.ts';
import { problemWords } from '../../../lib/problem-words.ts';

export function usePlanUpload(hallId: string): { upload: (file: File) => void; uploading: boolean } {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: (file: File) => api(`/halls/${hallId}/floor-plan`, { method: 'PUT', file }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['floor-plan', hallId] }),
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
  return {
    uploading: sending.isPending,
    upload: (file) => {
      if (!FLOOR_PLAN_TYPES.some((type) => type === file.type)) void message.error(t('plan.wrongKind'), 6);
      else if (file.size > FLOOR_PLAN_MOST_BYTES) void message.error(t('plan.tooLarge'), 6);
      else sending.mutate(file);
    },
  };
}

export function PlanFileButton(props: { onFile: (file: File) => void; children: ReactNode; busy?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="mc-button"
        disabled={props.busy === true}
        onClick={() => input.current?.click()}
      >
        {props.children}
      </button>
      <input
        ref={input}
        hidden
        type="file"
        accept={FLOOR_PLAN_TYPES.join()}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) props.onFile(file);
        }}
      />
    </>
  );
}

export function PlanDrop(props: { onFile: (file: File) => void; busy: boolean }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  return (
    // The button within does by keyboard what dropping does by mouse.
    <section
      className="mc-plan-drop"
      data-over={over}
      aria-label={t('plan.none')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) props.onFile(file);
      }}
    >
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M6 8h36v32H6zM6 22h16M22 8v22M22 36v4M30 40V26h12" />
      </svg>
      <h3>{t('plan.none')}</h3>
      <p>{t('plan.noneText')}</p>
      <PlanFileButton onFile={props.onFile} busy={props.busy}>
        {t('plan.choose')}
      </PlanFileButton>
    </section>
  );
}
