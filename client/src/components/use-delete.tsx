/** Asks once, naming the thing, then deletes. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { problemWords } from '../lib/problem-words.ts';

export interface DeleteRequest {
  readonly path: string;
  /** What it is, and its own name. */
  readonly kind: string;
  readonly name: string;
  readonly title?: string;
  readonly text?: string;
  readonly verb?: string;
  readonly after?: () => void;
}

export function useDelete(): (request: DeleteRequest) => void {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  return ({ path, kind, name, title, text, verb, after }) => {
    void modal.confirm({
      title: title ?? t('registry.deleteTitle', { kind, name }),
      content: text ?? t('registry.deleteText'),
      okText: verb ?? t('common.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: async () => {
        try {
          await api(path, { method: 'DELETE' });
        } catch (error) {
          void message.error(problemWords(error, t), 6);
          return;
        }
        void message.success(t('common.deleted', { name }));
        await queries.invalidateQueries();
        after?.();
      },
    });
  };
}
