/** Retiring a camera, and moving it to another hall: both ask why, and say what stays. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, camera as cameraSchema } from '../../../../server/contract/cameras.ts';
import { reason as reasonSchema } from '../../../../server/contract/common.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

export function useRetire(): (camera: Camera) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const ask = useReason();
  return ({ id, name }) =>
    ask({
      title: t('camera.retireTitle', { name }),
      text: t('camera.retireText'),
      verb: t('camera.retire'),
      danger: true,
      run: async (reason) => {
        await api(`/cameras/${id}/close`, { method: 'POST', schema: cameraSchema, reason });
        void message.success(t('camera.retired', { name }));
        await queries.invalidateQueries();
      },
    });
}

export function MoveCamera({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [hallId, setHallId] = useState<string>();
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const isReady = hallId !== undefined && hallId !== camera.hallId && reasonSchema.safeParse(reason).success;
  const move = async () => {
    try {
      await api(`/cameras/${camera.id}/move`, {
        method: 'POST',
        body: { hallId },
        schema: cameraSchema,
        reason: reason.trim(),
      });
    } catch (error) {
      setFailure(error);
      return;
    }
    void message.success(t('camera.moved', { name: camera.name }));
    await queries.invalidateQueries();
    onClose();
  };
  return (
    <Modal
      open
      title={t('camera.moveTitle', { name: camera.name })}
      okText={t('camera.move')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !isReady }}
      onOk={move}
      onCancel={onClose}
    >
      <p style={{ marginTop: 0 }}>{t('camera.moveText')}</p>
      {failure !== undefined && (
        <Alert type="error" showIcon title={problemWords(failure, t)} style={{ marginBottom: 12 }} />
      )}
      <Form layout="vertical">
        <Form.Item label={t('camera.moveTo')} required>
          <HallChooser value={hallId} onChange={setHallId} aria-label={t('camera.moveTo')} />
        </Form.Item>
        <Form.Item label={t('rights.reason.label')} required>
          <Input.TextArea rows={2} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
