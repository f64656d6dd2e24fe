/** Stream keys of a camera whose encoder pushes: who pushes now, and a new key, shown this once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type NewPushKey, newPushKey, type Profile, pushKey } from '../../../../server/contract/cameras.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { useStreamStatuses } from '../../lib/use-stream-statuses.ts';
import { StreamAbout } from './stream-about.tsx';

const answer = z.object({ items: z.array(pushKey) });
const EVERY_MS = 5000;
const WATCHED_EVERY_MS = 1500;
const PICTURE_EVERY_MS = 4000;

export function PushKeys({ cameraId, profile }: { cameraId: string; profile: Profile }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [watching, setWatching] = useState(false);
  const key = ['push-keys', cameraId];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api(`/cameras/${cameraId}/push-keys`, { schema: answer, signal }),
    refetchInterval: watching ? WATCHED_EVERY_MS : EVERY_MS,
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
      <span style={{ display: 'inline-flex', gap: 8 }}>
        <Button loading={renew.isPending} onClick={ask}>
          {t(known === undefined ? 'push.make' : 'push.renew')}
        </Button>
        {known !== undefined && !watching && (
          <Button onClick={() => setWatching(true)}>{t('push.watch')}</Button>
        )}
      </span>
      {watching && known?.pushing === null && (
        <p className="mc-muted" role="status">
          {t('push.waiting')}
        </p>
      )}
      {watching && known?.pushing != null && <Arriving cameraId={cameraId} profile={profile} />}
    </div>
  );
}

/** The picture that comes, anew every few seconds; asking for it has the server read what is pushed. */
function Arriving({ cameraId, profile }: { cameraId: string; profile: Profile }) {
  const { t } = useTranslation();
  const [turn, setTurn] = useState(0);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), PICTURE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const statuses = useStreamStatuses([`${cameraId}/${profile}`]);
  return (
    <div className="mc-push-arriving">
      <img
        src={`/media/${cameraId}/${profile}/frame.jpg?turn=${turn}`}
        alt=""
        hidden={missing}
        onLoad={() => setMissing(false)}
        onError={() => setMissing(true)}
      />
      {missing && <p className="mc-muted">{t('push.noPicture')}</p>}
      <StreamAbout name={t(`large.${profile}`)} status={statuses.get(`${cameraId}/${profile}`)} />
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
