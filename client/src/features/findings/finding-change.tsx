/** Puts right what one noted a moment ago. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FindingDetail, findingDetail, findingKind } from '../../../../server/contract/findings.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey } from '../../lib/use-list.ts';
import { findingKey } from './finding-key.ts';

export function FindingChange({ finding, onDone }: { finding: FindingDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [kind, setKind] = useState(finding.kind);
  const [text, setText] = useState(finding.text);
  const save = useMutation({
    mutationFn: () =>
      api(`/findings/${finding.id}`, {
        method: 'PATCH',
        body: { version: finding.version, kind, text },
        schema: findingDetail,
      }),
    onSuccess: (after) => {
      queries.setQueryData(findingKey(finding.id), after);
      void message.success(t('findings.done.change'));
      onDone();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: listKey('/findings') }),
  });
  return (
    <Modal
      open
      title={`${finding.no} · ${t('findings.act.change')}`}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={onDone}
      width={500}
    >
      <Form layout="vertical">
        <Form.Item label={t('findings.column.kind')}>
          <Select
            value={kind}
            onChange={setKind}
            options={findingKind.options.map((value) => ({ value, label: t(`findings.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('findings.ask.text')}>
          <Input.TextArea
            autoFocus
            rows={3}
            maxLength={1000}
            showCount
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Form.Item>
      </Form>
      {save.error !== null && <Alert type="error" showIcon title={problemWords(save.error, t)} />}
    </Modal>
  );
}
