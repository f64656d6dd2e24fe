/** Registering a camera: addresses, credentials, and the connection test before anything is saved. */
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import {
  type Camera,
  camera as cameraSchema,
  type Profile,
  PUSHED,
} from '../../../../server/contract/cameras.ts';
import { AllowNetwork, networkOf } from '../../components/allow-network.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { useStreamStatuses } from '../../lib/use-stream-statuses.ts';
import { AnalysisSwitch } from './analysis-switch.tsx';
import { CameraDetails } from './camera-details.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { ProfileAddress, type Way } from './profile-address.tsx';
import { ReadDevice } from './read-device.tsx';
import { StreamAbout } from './stream-about.tsx';

interface Values {
  readonly name: string;
  readonly mainWay: Way;
  readonly main?: string;
  readonly subWay: Way;
  readonly sub?: string;
  readonly username?: string;
  readonly password?: string;
  readonly clear?: boolean;
  readonly gb28181Id?: string;
  readonly make?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly firmware?: string;
  readonly onvifAddress?: string;
  readonly expectedFps?: number | null;
  readonly expectedKbps?: number | null;
  readonly note?: string;
}

const details = ['gb28181Id', 'make', 'model', 'serial', 'firmware', 'onvifAddress'] as const;

export function CameraForm(props: { hallId: string; camera: Camera | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { camera } = props;
  const [refused, setRefused] = useState<string>();
  const urlOf = (profile: Profile) => camera?.profiles.find((each) => each.profile === profile)?.url;
  const main = urlOf('main');
  const sub = urlOf('sub');
  const statuses = useStreamStatuses(
    (camera?.profiles ?? []).map(({ profile }) => `${camera?.id ?? ''}/${profile}`),
  );
  const save = async (values: Values): Promise<void> => {
    if (camera !== undefined) {
      await api(`/cameras/${camera.id}`, { method: 'PATCH', body: bodyOf(values) });
      return;
    }
    const made = await api(`/halls/${props.hallId}/cameras`, {
      method: 'POST',
      body: bodyOf(values),
      schema: cameraSchema,
    });
    // What comes next is the encoder's key, or marking the windows in its picture.
    const pushed = values.mainWay === 'push' || values.subWay === 'push';
    const camerasPage = `/registry/halls/${props.hallId}/cameras`;
    void navigate(pushed ? `${camerasPage}?edit=${made.id}` : `${camerasPage}/${made.id}/zones`);
  };
  return (
    <FormDrawer<Values>
      title={camera === undefined ? t('registry.newCamera') : t('registry.editCamera')}
      width={640}
      initial={{
        ...(camera === undefined ? {} : { name: camera.name }),
        mainWay: main === PUSHED ? 'push' : 'pull',
        ...(main === undefined || main === PUSHED ? {} : { main }),
        subWay:
          sub === undefined ? (camera === undefined ? 'pull' : 'none') : sub === PUSHED ? 'push' : 'pull',
        ...(sub === undefined || sub === PUSHED ? {} : { sub }),
        ...(camera === undefined ? {} : detailsOf(camera)),
      }}
      onClose={props.onClose}
      onSaved={() => {
        void queries.invalidateQueries();
        props.onClose();
      }}
      fieldOf={fieldOf}
      save={async (values) => {
        setRefused(undefined);
        try {
          await save(values);
        } catch (error) {
          setRefused(networkOf(error));
          throw error;
        }
      }}
    >
      {(form) => (
        <>
          {refused !== undefined && (
            <AllowNetwork
              network={refused}
              onAllowed={() => {
                setRefused(undefined);
                form.submit();
              }}
            />
          )}
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() =>
              (['main', 'sub'] as const).map((profile) => (
                <ProfileAddress
                  key={profile}
                  profile={profile}
                  way={form.getFieldValue(`${profile}Way`)}
                  cameraId={camera?.id}
                  pushedNow={urlOf(profile) === PUSHED}
                />
              ))
            }
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() =>
              // An encoder that pushes brings its key; a name and password are for cameras we ask.
              (form.getFieldValue('mainWay') === 'pull' || form.getFieldValue('subWay') === 'pull') && (
                <>
                  <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
                    <Form.Item name="username" label={t('camera.username')}>
                      <Input
                        autoComplete="off"
                        {...(camera?.hasCredentials === true
                          ? { placeholder: t('camera.keepPassword') }
                          : {})}
                      />
                    </Form.Item>
                    <Form.Item name="password" label={t('camera.password')}>
                      <Input.Password
                        autoComplete="new-password"
                        {...(camera?.hasCredentials === true
                          ? { placeholder: t('camera.keepPassword') }
                          : {})}
                      />
                    </Form.Item>
                  </div>
                  {camera?.hasCredentials === true && (
                    <Form.Item name="clear" valuePropName="checked" style={{ marginTop: -8 }}>
                      <Checkbox>{t('camera.clearCredentials')}</Checkbox>
                    </Form.Item>
                  )}
                </>
              )
            }
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() => {
              const target = targetOf(form.getFieldsValue());
              const pulled = form.getFieldValue('mainWay') !== 'push' || target.sub !== '';
              return pulled && <ConnectionTest cameraId={camera?.id} target={target} />;
            }}
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {() => (
              <ReadDevice
                address={
                  form.getFieldValue('onvifAddress')?.trim() || hostOf(form.getFieldValue('main')) || ''
                }
                credentials={credentialsOf(form.getFieldsValue()) ?? undefined}
                onTold={(device) => {
                  const urlOfToken = (token: string | null) =>
                    device.profiles.find((each) => each.token === token)?.streamUrl ?? undefined;
                  const [mainUrl, subUrl] = [urlOfToken(device.main), urlOfToken(device.sub)];
                  const main = device.profiles.find((each) => each.token === device.main);
                  form.setFieldsValue({
                    ...(mainUrl !== undefined && { mainWay: 'pull', main: mainUrl }),
                    ...(subUrl !== undefined && { subWay: 'pull', sub: subUrl }),
                    ...(subUrl === undefined && mainUrl !== undefined && { subWay: 'none' }),
                    ...told(device),
                    onvifAddress: device.address,
                    ...(main?.fps != null && { expectedFps: main.fps }),
                    ...(main?.bitrateKbps != null && { expectedKbps: main.bitrateKbps }),
                  });
                }}
              />
            )}
          </Form.Item>
          {camera !== undefined && <AnalysisSwitch cameraId={camera.id} />}
          <CameraDetails />
          {camera !== undefined && (
            <Form.Item label={t('stream.title')} style={{ marginTop: 16 }}>
              {camera.profiles.map(({ profile }) => (
                <StreamAbout
                  key={profile}
                  name={t(`large.${profile}`)}
                  status={statuses.get(`${camera.id}/${profile}`)}
                />
              ))}
            </Form.Item>
          )}
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
    main: addressOf(values.mainWay, values.main) ?? '',
    sub: addressOf(values.subWay, values.sub) ?? '',
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** Undefined: nothing to pull from. */
function addressOf(way: Way | undefined, url: string | undefined): string | undefined {
  const address = url?.trim() ?? '';
  return way === 'pull' && address !== '' ? address : undefined;
}

function bodyOf(values: Values) {
  const credentials = credentialsOf(values);
  const urlOf = (way: Way, url: string | undefined) => (way === 'push' ? PUSHED : addressOf(way, url));
  const sub = urlOf(values.subWay, values.sub);
  return {
    name: values.name,
    profiles: [
      { profile: 'main', url: urlOf(values.mainWay, values.main) ?? '' },
      ...(sub === undefined ? [] : [{ profile: 'sub', url: sub }]),
    ],
    ...(credentials === undefined ? {} : { credentials }),
    ...Object.fromEntries(details.map((name) => [name, values[name]?.trim() || null])),
    expectedFps: values.expectedFps ?? null,
    expectedKbps: values.expectedKbps ?? null,
    note: values.note ?? '',
  };
}

function detailsOf(camera: Camera): Partial<Values> {
  return {
    ...Object.fromEntries(details.flatMap((name) => (camera[name] === null ? [] : [[name, camera[name]]]))),
    expectedFps: camera.expectedFps,
    expectedKbps: camera.expectedKbps,
    note: camera.note,
  };
}

const told = ({
  make,
  model,
  serial,
  firmware,
}: Record<'make' | 'model' | 'serial' | 'firmware', string | null>) =>
  Object.fromEntries(Object.entries({ make, model, serial, firmware }).filter(([, value]) => value !== null));

/** A camera's device service is at its own host, as a rule. */
function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** `profiles[0].url` is the main address here, `credentials.password` the password. */
function fieldOf(path: readonly (string | number)[]): readonly (string | number)[] {
  if (path[0] === 'profiles') return [path[1] === 1 ? 'sub' : 'main'];
  if (path[0] === 'credentials') return [path[1] ?? 'username'];
  return path;
}
