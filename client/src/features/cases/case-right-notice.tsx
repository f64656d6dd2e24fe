/** Tells a person who sees this case by a right of its own what it is for, and until when. */
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { viewingRight } from '../../../../server/contract/rights.ts';
import { api } from '../../lib/api.ts';
import { instantText } from '../../lib/time.ts';

const own = z.object({ items: z.array(viewingRight) });

export function CaseRightNotice({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['session', 'viewing-rights'],
    queryFn: ({ signal }) => api('/session/viewing-rights', { schema: own, signal }),
  });
  const right = data?.items.find((each) => each.caseId === caseId);
  if (right === undefined) return null;
  const { purpose, until } = right;
  return (
    <Alert
      type="info"
      showIcon
      title={t('rights.sights.mine', { at: instantText(until), purpose })}
      style={{ marginBottom: 16 }}
    />
  );
}
