/** Stream keys of a camera whose encoder pushes: who pushes now, and a new key, shown this once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type NewPushKey, newPushKey, type Profile, pushKey } from '../../../../server/contract/cameras.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';

const answer = z.object({ items: z.array(pushKey) });
const EVERY_MS = 5000;

export function PushKeys({ cameraId, profile }: { cameraId: string; profile: Profile }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const key = ['push-keys', cameraId];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api(`/cameras/${cameraId}/push-keys`, { schema: answer, signal }),
    refetchInterval: EVERY_MS,
  });
  const renew = useMutation({
    mutationFn: () => api(`/cameras/${cameraId}/push-keys/${profile}`, { method: 'PUT', schema: newPushKey }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: key }),
  });
  const known = data?.items.find((each) => each.profile === profile);
  const ask = () => {
    if (known === undefined) {
      renew.mutate();
      return;
    }
    void modal.confirm({
      title: t('push.renewTitle'),
      content: t('push.renewText'),
      okText: t('push.renew'),
      cancelText: t('common.cancel'),
      onOk: () => renew.mutate(),
    });
  };
  return (
    <div className="mc-push" data-testid="push-keys">
      <p className="mc-muted" style={{ margin: '0 0 6px' }}>
        {known === undefined
          ? t('push.none')
          : known.pushing === null
            ? t('push.made', { at: instantText(known.createdAt) })
            : t('push.pushing', { from: known.pushing.from, at: instantText(known.pushing.since) })}
      </p>
      {renew.error !== null && (
        <Alert type="error" showIcon title={problemWords(renew.error, t)} style={{ marginBottom: 8 }} />
      )}
      {renew.data !== undefined && <Fresh made={renew.data} />}
      <Button loading={renew.isPending} onClick={ask}>
        {t(known === undefined ? 'push.make' : 'push.renew')}
      </Button>
    </div>
  );
}

function Fresh({ made }: { made: NewPushKey }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const copyable = { onCopy: () => void message.success(t('common.copied')) };
  return (
    <Alert
      type="warning"
      style={{ marginBottom: 8 }}
      title={t('push.once')}
      description={
        <dl className="mc-push-fresh">
          <dt>{t('push.address')}</dt>
          <dd>
            <Typography.Text code copyable={copyable}>
              {made.address}
            </Typography.Text>
          </dd>
          <dt>{t('push.key')}</dt>
          <dd>
            <Typography.Text code copyable={copyable}>
              {made.streamKey}
            </Typography.Text>
          </dd>
        </dl>
      }
    />
  );
}
