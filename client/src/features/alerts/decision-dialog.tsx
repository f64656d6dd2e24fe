/** Asks for the reason of a decision on one card or many, and says of each what became of it. */
import { App, Alert as Banner, Button, Form, Input, InputNumber, Modal, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Alert, BULK_MOST, type Decision } from '../../../../server/contract/alerts.ts';
import { reason as reasonShape } from '../../../../server/contract/common.ts';
import { AlertCard } from '../../components/alert-card.tsx';
import { ApiError } from '../../lib/api.ts';
import { faultWords, problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import { useKept } from '../../lib/use-kept.ts';
import { decide, decideMany } from './alert-calls.ts';

export interface DecisionDialogProps {
  readonly action: Decision;
  readonly cards: readonly Alert[];
  /** `ids`: those that it was done with. */
  readonly onDone: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

interface Outcome {
  readonly card: Alert;
  readonly fault: string | undefined;
}

const kept = z.array(z.string()).max(4);
const needsDays = (action: Decision): boolean => action === 'order' || action === 'send_back';

export function DecisionDialog({ action, cards, onDone, onClose }: DecisionDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { voice } = useServices();
  const [recent, setRecent] = useKept(`reasons.${action}`, kept, []);
  const [reason, setReason] = useState('');
  const [days, setDays] = useState<number | null>(null);
  const [running, setRunning] = useState<number>();
  const [fault, setFault] = useState<string>();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [one] = cards;
  const many = cards.length > 1;
  const well = reasonShape.safeParse(reason).success;
  const verb = t(`alerts.act.${action}`);
  const failed = outcomes.filter((each) => each.fault !== undefined);

  const send = async (chosen: readonly Alert[]) => {
    if (!well || running !== undefined || one === undefined) return;
    setFault(undefined);
    setRunning(0);
    const request = { action, reason: reason.trim(), days: days ?? undefined };
    try {
      // Whoever does it need not be told of it.
      for (const card of chosen) voice.silence(`card ${card.id} issued`);
      const results = many ? await sendMany(chosen, request) : await sendOne(one, request);
      setRecent([reason.trim(), ...recent.filter((each) => each !== reason.trim())].slice(0, 4));
      const done = results.filter((each) => each.fault === undefined).map(({ card }) => card.id);
      onDone(done);
      if (done.length === results.length) {
        void message.success(
          `${t(`alerts.done.${action}`)}${many ? ` · ${t('alerts.count', { n: done.length })}` : ''}`,
        );
        onClose();
      } else setOutcomes(results);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'alert_changed') onDone([]);
      setFault(problemWords(error, t));
    } finally {
      setRunning(undefined);
    }
  };
  const sendOne = async (card: Alert, request: Parameters<typeof decide>[1]): Promise<Outcome[]> => {
    await decide(card, request);
    return [{ card, fault: undefined }];
  };
  const sendMany = async (chosen: readonly Alert[], request: Parameters<typeof decide>[1]) => {
    const results: Outcome[] = outcomes.filter((each) => each.fault === undefined);
    for (let at = 0; at < chosen.length; at += BULK_MOST) {
      const { items } = await decideMany(chosen.slice(at, at + BULK_MOST), request);
      for (const item of items) {
        const card = chosen.find(({ id }) => id === item.id);
        if (card !== undefined)
          results.push({
            card: item.alert ?? card,
            fault: item.ok ? undefined : faultWords(item.code ?? 'other', item.message ?? '', t),
          });
      }
      setRunning(results.length);
    }
    return results;
  };

  if (one === undefined) return null;
  return (
    <Modal
      open
      width={many ? 640 : 520}
      title={
        many
          ? t('alerts.bulk.title', { verb, n: cards.length })
          : t('alerts.confirmOf', { verb, level: t(`alerts.level.${one.level}`), caseNo: one.caseNo })
      }
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(outcomes.length > 0 ? 'common.close' : 'common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!well}
            loading={running !== undefined}
            onClick={() => void send(failed.length > 0 ? failed.map(({ card }) => card) : cards)}
          >
            {failed.length > 0 ? t('alerts.bulk.again') : verb}
          </Button>
        </>
      }
    >
      <p style={{ marginTop: 0 }}>{many ? t('alerts.bulk.text') : t(`alerts.actText.${action}`)}</p>
      <Form
        layout="vertical"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(cards);
        }}
      >
        <Form.Item label={t('alerts.reason')} required>
          <Input.TextArea
            autoFocus
            rows={3}
            maxLength={500}
            showCount
            value={reason}
            placeholder={t('alerts.reasonHint')}
            aria-label={t('alerts.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        {recent.length > 0 && reason === '' && (
          <div className="mc-recent-reasons">
            {recent.map((each) => (
              <Button key={each} size="small" onClick={() => setReason(each)}>
                {each}
              </Button>
            ))}
          </div>
        )}
        {needsDays(action) && (
          <Form.Item label={t('alerts.orderDays')} extra={t('alerts.orderDaysHint')}>
            <InputNumber
              min={1}
              max={60}
              precision={0}
              value={days}
              aria-label={t('alerts.orderDays')}
              onChange={setDays}
            />
          </Form.Item>
        )}
      </Form>
      {fault !== undefined && <Banner type="error" showIcon title={fault} />}
      {running !== undefined && many && (
        <Progress percent={Math.round((running / cards.length) * 100)} size="small" showInfo={false} />
      )}
      {outcomes.length > 0 && (
        <div className="mc-bulk-outcomes" role="status">
          <b>{t('alerts.bulk.done', { ok: outcomes.length - failed.length, failed: failed.length })}</b>
          <ul>
            {outcomes.map(({ card, fault: why }) => (
              <li key={card.id} data-failed={why !== undefined}>
                <AlertCard level={card.level} />
                <span className="mc-mono">{card.caseNo}</span>
                <span>{why ?? t('alerts.bulk.ok')}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  );
}
