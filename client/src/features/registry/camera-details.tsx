/** What is known of a camera beside how it is reached: number, make, device service, what is expected of it. */
import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { gb28181IdFault } from '../../../../server/contract/gb28181-id.ts';

export function CameraDetails() {
  const { t } = useTranslation();
  const gb = {
    validator: async (_: unknown, value: string | undefined) => {
      const text = value?.trim() ?? '';
      const fault = text === '' ? undefined : gb28181IdFault(text);
      if (fault !== undefined)
        throw new Error(
          t(`camera.gbFault.${fault}`, {
            n: text.length,
            centre: text.slice(0, 2),
            type: text.slice(10, 13),
          }),
        );
    },
  };
  return (
    <details className="mc-camera-details" open>
      <summary>{t('camera.details')}</summary>
      <Form.Item name="gb28181Id" label={t('camera.gb')} extra={t('camera.gbHint')} rules={[gb]}>
        <Input className="mc-mono" maxLength={40} spellCheck={false} />
      </Form.Item>
      <div className="mc-columns">
        <Form.Item name="make" label={t('camera.make')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="model" label={t('camera.model')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="serial" label={t('camera.serial')}>
          <Input className="mc-mono" maxLength={80} />
        </Form.Item>
        <Form.Item name="firmware" label={t('camera.firmware')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="expectedFps" label={t('camera.expectedFps')} extra={t('camera.expectedHint')}>
          <InputNumber min={0.1} max={240} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="expectedKbps" label={t('camera.expectedKbps')}>
          <InputNumber min={1} max={200_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t('camera.note')}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </details>
  );
}
