/** One step on with a finding; what is shown of it is asked anew. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  type actOnFinding,
  type FindingDetail,
  findingDetail,
} from '../../../../server/contract/findings.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';
import { findingKey } from './finding-key.ts';

export type FindingStepAsked = Omit<z.input<typeof actOnFinding>, 'version'>;

export function useAct(finding: FindingDetail) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: FindingStepAsked) =>
      api(`/findings/${finding.id}/act`, {
        method: 'POST',
        body: { ...asked, version: finding.version },
        schema: findingDetail,
      }),
    onSuccess: (after, { action }) => {
      queries.setQueryData(findingKey(finding.id), after);
      void message.success(t(`findings.done.${action}`));
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: listKey('/findings') }),
  });
}
