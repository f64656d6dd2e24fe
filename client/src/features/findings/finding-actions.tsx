/** What may be done with a finding now; each step asks for its words once. */
import { Button, Form, Input, InputNumber, Modal, Alert as Note, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FINDING_ORDER_DAYS, type FindingDetail } from '../../../../server/contract/findings.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { FindingChange } from './finding-change.tsx';
import { useAct } from './use-act.ts';

/** In the order they are offered; replying has its own form, below the picture. */
const ASKED = ['order', 'rectify', 'send_back', 'close'] as const;
type Asked = (typeof ASKED)[number];
const PRIMARY: readonly Asked[] = ['order', 'rectify'];

export function FindingActions({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const act = useAct(finding);
  const [asking, setAsking] = useState<Asked | 'change'>();
  const { may } = finding;
  return (
    <Space wrap>
      {may.includes('change') && (
        <Button onClick={() => setAsking('change')}>{t('findings.act.change')}</Button>
      )}
      {(['withdraw', 'restore'] as const)
        .filter((action) => may.includes(action))
        .map((action) => (
          <Button key={action} loading={act.isPending} onClick={() => act.mutate({ action })}>
            {t(`findings.act.${action}`)}
          </Button>
        ))}
      {ASKED.filter((action) => may.includes(action)).map((action) => (
        <Button
          key={action}
          type={PRIMARY.includes(action) ? 'primary' : 'default'}
          onClick={() => setAsking(action)}
        >
          {t(`findings.act.${action}`)}
        </Button>
      ))}
      {asking === 'change' && <FindingChange finding={finding} onDone={() => setAsking(undefined)} />}
      {asking !== undefined && asking !== 'change' && (
        <StepDialog finding={finding} action={asking} onDone={() => setAsking(undefined)} />
      )}
    </Space>
  );
}

function StepDialog(props: {
  readonly finding: FindingDetail;
  readonly action: Asked;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { finding, action, onDone } = props;
  const act = useAct(finding);
  const [reason, setReason] = useState('');
  const [days, setDays] = useState<number>(FINDING_ORDER_DAYS);
  const hasDays = action === 'order' || action === 'send_back';
  const text = reason.trim();
  const fits = text.length >= 2 || (action === 'rectify' && text === '');
  const send = () =>
    act.mutate(
      { action, ...(text !== '' && { reason: text }), ...(hasDays && { days }) },
      { onSuccess: onDone },
    );
  return (
    <Modal
      open
      title={`${finding.no} · ${t(`findings.act.${action}`)}`}
      okText={t(`findings.act.${action}`)}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !fits, loading: act.isPending }}
      onOk={send}
      onCancel={onDone}
      width={500}
    >
      <Form layout="vertical">
        <Form.Item label={t(`findings.ask.${action}`)}>
          <Input.TextArea
            autoFocus
            rows={3}
            maxLength={500}
            showCount
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        {hasDays && (
          <Form.Item label={t('findings.ask.days')}>
            <InputNumber
              min={1}
              max={60}
              precision={0}
              value={days}
              suffix={t('findings.ask.daysUnit')}
              style={{ width: 180 }}
              onChange={(value) => setDays(value ?? FINDING_ORDER_DAYS)}
            />
          </Form.Item>
        )}
      </Form>
      {act.error !== null && <Note type="error" showIcon title={problemWords(act.error, t)} />}
    </Modal>
  );
}
