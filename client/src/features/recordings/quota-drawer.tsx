/** How much of a disk recordings may take; tells what goes at once before it is saved. */
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { type RecordingDisk, recordingDisk } from '../../../../server/contract/recordings.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { bytesText } from '../../lib/bytes.ts';

interface Values {
  readonly gb: number | null;
  readonly sure?: boolean;
}

const GB = 1024 ** 3;

export function QuotaDrawer({ disk, onClose }: { disk: RecordingDisk; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormDrawer<Values>
      title={t('recordings.disk.editTitle', { path: disk.path })}
      initial={{ gb: disk.quotaBytes === null ? null : Math.round((disk.quotaBytes / GB) * 10) / 10 }}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries({ queryKey: ['recordings'] });
        onClose();
      }}
      fieldOf={(path) => (path[0] === 'quotaBytes' ? ['gb'] : path)}
      save={({ gb }) =>
        api(`/recordings/disks/${disk.id}`, {
          method: 'PATCH',
          schema: recordingDisk,
          body: { quotaBytes: gb == null ? null : Math.round(gb * GB) },
        })
      }
    >
      {() => (
        <>
          <Form.Item
            name="gb"
            label={t('recordings.disk.quotaLabel')}
            extra={t('recordings.disk.quotaHint', { size: bytesText(disk.reserveBytes) })}
          >
            <InputNumber min={0.1} max={10_000_000} step={10} style={{ width: 180 }} />
          </Form.Item>
          <Lowered disk={disk} />
        </>
      )}
    </FormDrawer>
  );
}

function Lowered({ disk: { usedBytes, heldBytes } }: { disk: RecordingDisk }) {
  const { t } = useTranslation();
  const gb = Form.useWatch('gb', Form.useFormInstance<Values>());
  const quota = typeof gb === 'number' ? gb * GB : null;
  if (quota === null || quota >= usedBytes) return null;
  const [used, held] = [bytesText(usedBytes), bytesText(heldBytes)];
  return (
    <section className="mc-recordings-effect" data-loses="true" aria-live="polite">
      <ul>
        <li>
          <b>{t('recordings.disk.lower', { used, held, less: bytesText(usedBytes - quota) })}</b>
        </li>
        {heldBytes > quota && <li>{t('recordings.disk.heldOver', { held })}</li>}
      </ul>
      <Form.Item
        name="sure"
        valuePropName="checked"
        rules={[
          {
            validator: async (_, sure: boolean | undefined) => {
              if (sure !== true) throw new Error(t('field.needed'));
            },
          },
        ]}
      >
        <Checkbox>{t('recordings.effect.sure')}</Checkbox>
      </Form.Item>
    </section>
  );
}
