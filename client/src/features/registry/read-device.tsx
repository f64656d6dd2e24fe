/** Fills the form in from the device itself, asked over ONVIF with the user and password in the form. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { type DeviceAnswer, deviceAnswer } from '../../../../server/contract/discovery.ts';
import { AllowNetwork, networkOf } from '../../components/allow-network.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

type Told = Extract<DeviceAnswer, { ok: true }>;

export function ReadDevice(props: {
  address: string;
  credentials: { username: string; password: string } | undefined;
  onTold: (device: Told) => void;
}) {
  const { t } = useTranslation();
  const { address, credentials } = props;
  const ask = useMutation({
    mutationFn: () =>
      api('/camera-discovery/device', {
        method: 'POST',
        schema: deviceAnswer,
        body: { address, credentials: credentials ?? null },
      }),
    onSuccess: (answer) => {
      if (answer.ok) props.onTold(answer);
    },
  });
  const network = networkOf(ask.error);
  return (
    <>
      <Form.Item label={t('camera.onvif')} extra={t('camera.onvifHint')}>
        <Space.Compact block>
          <Form.Item name="onvifAddress" noStyle>
            <Input
              className="mc-mono"
              aria-label={t('camera.onvif')}
              placeholder="http://192.168.1.64/onvif/device_service"
              spellCheck={false}
            />
          </Form.Item>
          <Button loading={ask.isPending} disabled={address === ''} onClick={() => ask.mutate()}>
            {t('camera.readDevice')}
          </Button>
        </Space.Compact>
      </Form.Item>
      {ask.error !== null && !ask.isPending && network === undefined && (
        <Alert type="error" showIcon title={problemWords(ask.error, t)} style={{ marginBottom: 12 }} />
      )}
      {network !== undefined && <AllowNetwork network={network} onAllowed={() => ask.mutate()} />}
      {ask.data !== undefined && !ask.isPending && (
        <Alert
          type={ask.data.ok ? 'success' : 'error'}
          showIcon
          style={{ marginBottom: 12 }}
          title={ask.data.ok ? t('camera.deviceRead') : t(`discovery.fault.${ask.data.code}`)}
          description={
            ask.data.ok
              ? ask.data.profiles.map(({ token, name, codec, width, height, fps }) => (
                  <div key={token}>
                    {name} · {codec} {width}×{height}
                    {fps === null ? '' : ` · ${t('camera.fpsValue', { fps })}`}
                  </div>
                ))
              : ask.data.reason
          }
        />
      )}
    </>
  );
}
