/** Closing what was marked in a list, one after the other: each is a change of its own on the trail. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

export interface CloseMarkedProps {
  readonly things: 'windows' | 'cameras';
  readonly ids: readonly string[];
  readonly onDone: () => void;
}

export function CloseMarked({ things, ids, onDone }: CloseMarkedProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<number>();
  const run = async ({ reason }: { reason: string }) => {
    let closed = 0;
    const faults: unknown[] = [];
    for (const id of ids) {
      setDone(closed + faults.length);
      try {
        await api(`/${things}/${id}/close`, { method: 'POST', reason });
        closed += 1;
      } catch (error) {
        // The others are closed all the same; why these were not is said at the end.
        faults.push(error);
      }
    }
    setDone(undefined);
    setOpen(false);
    await queries.invalidateQueries();
    if (faults.length === 0) void message.success(t('registry.closeDone', { n: closed }));
    else
      void message.error(
        t('registry.closeSome', { done: closed, failed: faults.length, why: problemWords(faults[0], t) }),
        8,
      );
    onDone();
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('registry.closeMarked')}
      </Button>
      <Modal
        open={open}
        destroyOnHidden
        title={t('registry.closeMarkedTitle', { n: ids.length })}
        okText={done === undefined ? t('registry.closeMarked') : `${done} / ${ids.length}`}
        okButtonProps={{ danger: true }}
        cancelText={t('common.cancel')}
        confirmLoading={done !== undefined}
        onOk={() => form.submit()}
        onCancel={() => done === undefined && setOpen(false)}
      >
        <p>{t('registry.closeMarkedText')}</p>
        <Form form={form} layout="vertical" onFinish={(values) => void run(values)}>
          <Form.Item
            name="reason"
            label={t('registry.closeReason')}
            rules={[{ required: true, min: 2, max: 500 }]}
          >
            <Input.TextArea autoFocus rows={2} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
