/** One import, looked at again every second while something is under way. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ImportJob, type ImportState, importJob } from '../../../../server/contract/imports.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

const BUSY: readonly ImportState[] = ['reading', 'applying', 'undoing'];
export const isBusy = (job: ImportJob): boolean => BUSY.includes(job.state);

export const importKey = (id: string) => ['import', id] as const;

export function useImport(id: string) {
  return useQuery({
    queryKey: importKey(id),
    queryFn: ({ signal }) => api(`/imports/${id}`, { schema: importJob, signal }),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? 1000 : false),
  });
}

/** Asks for a step; answers whether it was begun. */
export function useImportStep(id: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async (step: 'apply' | 'undo' | 'cancel', body?: unknown): Promise<boolean> => {
    try {
      await api(`/imports/${id}/${step}`, { method: 'POST', ...(body !== undefined && { body }) });
    } catch (error) {
      void message.error(problemWords(error, t), 6);
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: importKey(id) });
    }
    return true;
  };
}
