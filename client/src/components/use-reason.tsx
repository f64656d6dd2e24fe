/** Asks once, naming the thing, for the reason that the audit trail keeps; then does it. */
import { App, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { reason } from '../../../server/contract/common.ts';
import { problemWords } from '../lib/problem-words.ts';

export interface ReasonRequest {
  readonly title: string;
  readonly text?: string;
  readonly verb: string;
  readonly danger?: boolean;
  /** Throws, and the question stays open with the words of the problem. */
  readonly run: (reason: string) => Promise<unknown>;
}

export function useReason(): (request: ReasonRequest) => void {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  return ({ title, text, verb, danger = false, run }) => {
    let typed = '';
    const asked = modal.confirm({
      title,
      icon: null,
      content: (
        <>
          {text !== undefined && <p style={{ marginTop: 0 }}>{text}</p>}
          <Input.TextArea
            autoFocus
            rows={2}
            maxLength={500}
            aria-label={t('rights.reason.label')}
            placeholder={t('rights.reason.label')}
            onChange={(event) => {
              typed = event.target.value;
              asked.update((before) => ({
                ...before,
                okButtonProps: { ...before.okButtonProps, disabled: !reason.safeParse(typed).success },
              }));
            }}
          />
        </>
      ),
      okText: verb,
      okButtonProps: { danger, disabled: true },
      cancelText: t('common.cancel'),
      autoFocusButton: null,
      onOk: async () => {
        try {
          await run(typed.trim());
        } catch (error) {
          void message.error(problemWords(error, t), 6);
          throw error;
        }
      },
    });
  };
}
