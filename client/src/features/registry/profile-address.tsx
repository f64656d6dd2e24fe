/** Where one profile comes from: an address we pull from, or an encoder that pushes to us. */
import { Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Profile, rtspUrlFault } from '../../../../server/contract/cameras.ts';
import { PushKeys } from './push-keys.tsx';

export type Way = 'pull' | 'push' | 'none';

export function ProfileAddress(props: {
  profile: Profile;
  way: Way;
  /** Undefined: it is not registered yet, and has no keys. */
  cameraId: string | undefined;
  /** It is registered as pushed: only then the server makes keys. */
  pushedNow: boolean;
}) {
  const { t } = useTranslation();
  const { profile, way, cameraId } = props;
  const ways: Way[] = profile === 'main' ? ['pull', 'push'] : ['none', 'pull', 'push'];
  const rtsp = {
    validator: async (_: unknown, value: string | undefined) => {
      const fault = value === undefined || value.trim() === '' ? undefined : rtspUrlFault(value.trim());
      if (fault !== undefined) throw new Error(t(`rtsp.${fault}`));
    },
  };
  return (
    <div className="mc-profile">
      <Form.Item
        name={`${profile}Way`}
        label={t(`camera.${profile}`)}
        extra={t(`camera.${profile}Hint`)}
        style={{ marginBottom: 8 }}
      >
        <Segmented options={ways.map((value) => ({ value, label: t(`camera.way.${value}`) }))} />
      </Form.Item>
      {way === 'pull' && (
        <Form.Item
          name={profile}
          extra={profile === 'main' ? t('camera.urlHint') : undefined}
          messageVariables={{ label: t(`camera.${profile}`) }}
          // A sub profile left empty is none: the form offers it, it does not ask for it.
          rules={profile === 'main' ? [{ required: true, whitespace: true }, rtsp] : [rtsp]}
        >
          <Input
            className="mc-mono"
            aria-label={t(`camera.${profile}`)}
            placeholder={`rtsp://192.168.1.64:554/Streaming/Channels/${profile === 'main' ? '101' : '102'}`}
            spellCheck={false}
          />
        </Form.Item>
      )}
      {way === 'push' &&
        (cameraId !== undefined && props.pushedNow ? (
          <PushKeys cameraId={cameraId} profile={profile} />
        ) : (
          <p className="mc-muted">{t('push.afterSaving')}</p>
        ))}
    </div>
  );
}
