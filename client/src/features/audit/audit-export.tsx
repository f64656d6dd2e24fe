/** Takes what is shown along, as a file; why is asked for, and is itself in the trail. */

import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { exportFormat } from '../../../../server/contract/audit.ts';
import { useReason } from '../../components/use-reason.tsx';
import { download } from '../../lib/download.ts';
import { dateText } from '../../lib/time.ts';
import { listKey } from '../../lib/use-list.ts';

export function AuditExport({ filter }: { filter: Readonly<Record<string, string | undefined>> }) {
  const { t } = useTranslation();
  const ask = useReason();
  const queries = useQueryClient();
  const begin = (format: 'csv' | 'jsonl') =>
    ask({
      title: t('audit.export.title'),
      text: t('audit.export.text'),
      verb: t('audit.export.verb'),
      run: async (reason) => {
        await download('/audit/exports', {
          body: { format, filter },
          reason,
          filename: `audit-${dateText(Date.now())}.${format}`,
        });
        await queries.invalidateQueries({ queryKey: listKey('/audit') });
      },
    });
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: exportFormat.options.map((format) => ({ key: format, label: t(`audit.export.${format}`) })),
        onClick: ({ key }) => begin(key === 'csv' ? 'csv' : 'jsonl'),
      }}
    >
      <Button>{t('audit.export.button')}</Button>
    </Dropdown>
  );
}
