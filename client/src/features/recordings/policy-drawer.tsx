/** What is recorded of cameras, or of a whole hall, and for how long; tells what it would do before it is saved. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, InputNumber, Segmented, Skeleton, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import {
  type CameraRecording,
  cameraRecording,
  heldPolicy,
  type RecordingPolicy,
} from '../../../../server/contract/recordings.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import { listKey } from '../../lib/use-list.ts';
import { eachInTurn } from './each-in-turn.ts';
import { EffectView } from './effect-view.tsx';
import { policyEffect } from './policy-effect.ts';

export type PolicyTarget =
  | { readonly kind: 'cameras'; readonly cameras: readonly CameraRecording[]; readonly onSaved?: () => void }
  | { readonly kind: 'hall'; readonly hallId: string };

interface PolicyDrawerProps {
  readonly target: PolicyTarget;
  readonly onClose: () => void;
}

/** As many as the server answers at once: more cameras than a hall has. */
const HALL_MOST = 500;

export function PolicyDrawer({ target, onClose }: PolicyDrawerProps) {
  return target.kind === 'cameras' ? (
    <Ready
      title={target.cameras}
      paths={target.cameras.map((one) => `/cameras/${one.cameraId}/recording-policy`)}
      policy={target.cameras[0]?.policy}
      isOwn={target.cameras.every((one) => one.policyFrom === 'camera')}
      affected={target.cameras}
      ownKept={0}
      onSaved={target.onSaved}
      onClose={onClose}
    />
  ) : (
    <OfHall hallId={target.hallId} onClose={onClose} />
  );
}

function OfHall({ hallId, onClose }: { hallId: string; onClose: () => void }) {
  const path = `/halls/${hallId}/recording-policy`;
  const { data, error, refetch } = useQuery({
    queryKey: ['recordings', path],
    queryFn: async ({ signal }) => ({
      held: await api(path, { schema: heldPolicy, signal }),
      cameras: (
        await api('/recordings/cameras', {
          schema: listOf(cameraRecording),
          query: { hallId, limit: HALL_MOST },
          signal,
        })
      ).items,
    }),
    // What is told of it must not be of an hour ago.
    gcTime: 0,
  });
  if (error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 4 }} />;
  const affected = data.cameras.filter((one) => one.policyFrom !== 'camera');
  return (
    <Ready
      title={data.cameras[0]?.hallName ?? ''}
      paths={[path]}
      policy={data.held.policy}
      isOwn={data.held.from === 'hall'}
      affected={affected}
      ownKept={data.cameras.length - affected.length}
      onClose={onClose}
    />
  );
}

interface ReadyProps {
  /** A hall's name, or cameras. */
  readonly title: string | readonly CameraRecording[];
  /** Where it is set. */
  readonly paths: readonly string[];
  readonly policy: RecordingPolicy | undefined;
  /** It was said here, and may be taken back. */
  readonly isOwn: boolean;
  /** For whom it would hold. */
  readonly affected: readonly CameraRecording[];
  readonly ownKept: number;
  readonly onSaved?: (() => void) | undefined;
  readonly onClose: () => void;
}

type Values = RecordingPolicy & { readonly sure?: boolean };

function Ready({ title, paths, policy, isOwn, affected, ownKept, onSaved, onClose }: ReadyProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const isHall = typeof title === 'string';
  const name = isHall ? title : (title[0]?.cameraName ?? '');
  const done = () => {
    void queries.invalidateQueries({ queryKey: listKey('/recordings/cameras') });
    onSaved?.();
    onClose();
  };
  /** All, or says of how many it failed. */
  const each = async (run: (path: string) => Promise<unknown>) => {
    const { done: well, faults } = await eachInTurn(paths, run);
    const [first] = faults;
    if (first === undefined) return;
    void queries.invalidateQueries({ queryKey: listKey('/recordings/cameras') });
    if (paths.length === 1) throw first;
    throw new Error(
      t('recordings.policy.partly', { done: well, failed: faults.length, why: problemWords(first, t) }),
    );
  };
  const follow = async () => {
    try {
      await each((path) => api(path, { method: 'DELETE' }));
      void message.success(t('recordings.policy.followed'));
      done();
    } catch (error) {
      void message.error(error instanceof Error ? problemWords(error, t) : String(error), 6);
    }
  };
  return (
    <FormDrawer<Values>
      title={
        paths.length > 1
          ? t('recordings.policy.many', { n: paths.length })
          : t('recordings.policy.title', { name })
      }
      initial={{ ...policy }}
      onClose={onClose}
      onSaved={done}
      save={({ mode, profiles, days, sound }) =>
        each((path) =>
          api(path, { method: 'PUT', schema: heldPolicy, body: { mode, profiles, days, sound } }),
        )
      }
    >
      {() => (
        <>
          <Form.Item name="mode" label={t('recordings.policy.mode')}>
            <Segmented<RecordingPolicy['mode']>
              options={(['continuous', 'off'] as const).map((value) => ({
                value,
                label: t(`recordings.policy.modes.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="profiles" label={t('recordings.policy.profiles')} rules={[{ required: true }]}>
            <Checkbox.Group
              options={(['main', 'sub'] as const).map((value) => ({
                value,
                label: t(`recordings.policy.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item
            name="days"
            label={t('recordings.policy.daysLabel')}
            extra={t('recordings.policy.daysHint')}
            rules={[{ required: true }]}
          >
            <InputNumber min={1} max={3650} precision={0} style={{ width: 140 }} />
          </Form.Item>
          <Form.Item
            name="sound"
            label={t('recordings.policy.soundLabel')}
            extra={t('recordings.policy.soundHint')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          {ownKept > 0 && <p className="mc-muted">{t('recordings.policy.ownKept', { n: ownKept })}</p>}
          <Effect affected={affected} />
          {isOwn && (
            <Button onClick={() => void follow()}>
              {t(isHall ? 'recordings.policy.followHall' : 'recordings.policy.follow')}
            </Button>
          )}
        </>
      )}
    </FormDrawer>
  );
}

function Effect({ affected }: { affected: readonly CameraRecording[] }) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const form = Form.useFormInstance<Values>();
  const mode = Form.useWatch('mode', form);
  const days = Form.useWatch('days', form);
  const sound = Form.useWatch('sound', form);
  if (mode === undefined || typeof days !== 'number' || sound === undefined) return null;
  const effect = policyEffect(affected, { mode, days, sound }, clock.now());
  return (
    <>
      <EffectView effect={effect} days={days} />
      {effect.purgedBytes > 0 && (
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
      )}
    </>
  );
}
