/** Registering a camera: addresses, credentials, and the connection test before anything is saved. */
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Camera, camera as cameraSchema, rtspUrlFault } from '../../../../server/contract/cameras.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { ConnectionTest } from './connection-test.tsx';

interface Values {
  readonly name: string;
  readonly main: string;
  readonly sub?: string;
  readonly username?: string;
  readonly password?: string;
  readonly clear?: boolean;
}

export function CameraForm(props: { hallId: string; camera: Camera | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { camera } = props;
  const urlOf = (profile: 'main' | 'sub') => camera?.profiles.find((each) => each.profile === profile)?.url;
  const rtsp = {
    validator: async (_: unknown, value: string | undefined) => {
      const fault = value === undefined || value.trim() === '' ? undefined : rtspUrlFault(value.trim());
      if (fault !== undefined) throw new Error(t(`rtsp.${fault}`));
    },
  };
  const main = urlOf('main');
  const sub = urlOf('sub');
  return (
    <FormDrawer<Values>
      title={camera === undefined ? t('registry.newCamera') : t('registry.editCamera')}
      width={640}
      initial={{
        ...(camera === undefined ? {} : { name: camera.name }),
        ...(main === undefined ? {} : { main }),
        ...(sub === undefined ? {} : { sub }),
      }}
      onClose={props.onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        props.onClose();
      }}
      fieldOf={fieldOf}
      save={async (values) => {
        if (camera !== undefined) {
          await api(`/cameras/${camera.id}`, { method: 'PATCH', body: bodyOf(values) });
          return;
        }
        const made = await api(`/halls/${props.hallId}/cameras`, {
          method: 'POST',
          body: bodyOf(values),
          schema: cameraSchema,
        });
        // What comes next is marking the windows in its picture.
        void navigate(`/registry/halls/${props.hallId}/cameras/${made.id}/zones`);
      }}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="main"
            label={t('camera.main')}
            extra={`${t('camera.mainHint')}。${t('camera.urlHint')}`}
            rules={[{ required: true, whitespace: true }, rtsp]}
          >
            <Input
              className="mc-mono"
              placeholder="rtsp://192.168.1.64:554/Streaming/Channels/101"
              spellCheck={false}
            />
          </Form.Item>
          <Form.Item name="sub" label={t('camera.sub')} extra={t('camera.subHint')} rules={[rtsp]}>
            <Input
              className="mc-mono"
              placeholder="rtsp://192.168.1.64:554/Streaming/Channels/102"
              spellCheck={false}
            />
          </Form.Item>
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
            <Form.Item name="username" label={t('camera.username')}>
              <Input
                autoComplete="off"
                {...(camera?.hasCredentials === true ? { placeholder: t('camera.keepPassword') } : {})}
              />
            </Form.Item>
            <Form.Item name="password" label={t('camera.password')}>
              <Input.Password
                autoComplete="new-password"
                {...(camera?.hasCredentials === true ? { placeholder: t('camera.keepPassword') } : {})}
              />
            </Form.Item>
          </div>
          {camera?.hasCredentials === true && (
            <Form.Item name="clear" valuePropName="checked" style={{ marginTop: -8 }}>
              <Checkbox>{t('camera.clearCredentials')}</Checkbox>
            </Form.Item>
          )}
          <Form.Item noStyle shouldUpdate>
            {() => <ConnectionTest cameraId={camera?.id} target={targetOf(form.getFieldsValue())} />}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

/** Undefined: leave what is stored; null: remove it. */
function credentialsOf(values: Partial<Values>): { username: string; password: string } | null | undefined {
  if (values.clear === true) return null;
  const username = values.username?.trim() ?? '';
  const password = values.password ?? '';
  return username === '' && password === '' ? undefined : { username, password };
}

function targetOf(values: Partial<Values>) {
  const credentials = credentialsOf(values);
  return {
    main: values.main?.trim() ?? '',
    sub: values.sub?.trim() ?? '',
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function bodyOf(values: Values) {
  const credentials = credentialsOf(values);
  const sub = values.sub?.trim() ?? '';
  return {
    name: values.name,
    profiles: [
      { profile: 'main', url: values.main.trim() },
      ...(sub === '' ? [] : [{ profile: 'sub', url: sub }]),
    ],
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** `profiles[0].url` is the main address here, `credentials.password` the password. */
function fieldOf(path: readonly (string | number)[]): readonly (string | number)[] {
  if (path[0] === 'profiles') return [path[1] === 1 ? 'sub' : 'main'];
  if (path[0] === 'credentials') return [path[1] ?? 'username'];
  return path;
}
