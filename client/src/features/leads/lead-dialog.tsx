/** One decision about a lead: what it becomes, what explains it, or until when it is watched. All of it by keys. */
import { App, Alert as Banner, Button, Form, Input, InputNumber, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CardLevel, cardLevel, cardLevels } from '../../../../server/contract/alerts.ts';
import { reason as reasonShape } from '../../../../server/contract/common.ts';
import {
  type BenignCause,
  benignCause,
  type LeadDetail,
  type LeadOutcome,
} from '../../../../server/contract/leads.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import { decide, type LeadDecision } from './lead-calls.ts';
import { sentenceOf } from './lead-words.ts';
import { type Until, untilOf, untils } from './watch-until.ts';

export type Asked = 'confirm' | 'dismiss' | 'watch' | 'reopen';

export interface LeadDialogProps {
  readonly asked: Asked;
  readonly lead: LeadDetail;
  /** Ticked beside the evidence already. */
  readonly cause: BenignCause | undefined;
  readonly onDone: (after: LeadDetail, asked: Asked) => void;
  /** Somebody was faster. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

const TITLES = {
  confirm: 'leads.confirmTitle',
  dismiss: 'leads.dismissTitle',
  watch: 'leads.watchTitle',
  reopen: 'leads.reopenTitle',
} as const;
const USUAL_DAYS = 5;
const USUAL_LEVEL = 'usual';

export function LeadDialog({ asked, lead, cause, onDone, onStale, onClose }: LeadDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { clock } = useServices();
  const [reason, setReason] = useState(asked === 'confirm' ? sentenceOf(lead, t).slice(0, 500) : '');
  const [outcome, setOutcome] = useState<LeadOutcome | undefined>(lead.outcomes[0]);
  const [level, setLevel] = useState<CardLevel | undefined>();
  const [days, setDays] = useState<number | null>(USUAL_DAYS);
  const causes = causesOf(lead.benign);
  const [chosen, setChosen] = useState<BenignCause | undefined>(cause ?? lead.explainedBy ?? undefined);
  const [until, setUntil] = useState<Until>('hour');
  const [running, setRunning] = useState(false);
  const [fault, setFault] = useState<string>();
  const said = reasonShape.safeParse(reason).success;
  const decision = decisionOf();

  function decisionOf(): LeadDecision | undefined {
    const words = said ? { reason: reason.trim() } : {};
    if (reason.trim() !== '' && !said) return undefined;
    switch (asked) {
      case 'confirm':
        if (outcome === undefined || !said) return undefined;
        return {
          ...{ action: 'confirm', outcome, reason: reason.trim() },
          ...(outcome === 'card' && level !== undefined && { level }),
          ...(outcome === 'order' && days !== null && { days }),
        };
      case 'dismiss':
        return chosen === undefined ? undefined : { action: 'dismiss', cause: chosen, ...words };
      case 'watch':
        return { action: 'watch', until: untilOf(until, clock.now()), ...words };
      case 'reopen':
        return said ? { action: 'reopen', ...words } : undefined;
    }
  }
  const send = async () => {
    if (decision === undefined || running) return;
    setRunning(true);
    setFault(undefined);
    try {
      const after = await decide(lead, decision);
      void message.success(t(`leads.done.${asked}`));
      onDone(after, asked);
    } catch (error) {
      onStale();
      setFault(problemWords(error, t));
    } finally {
      setRunning(false);
    }
  };
  /** Digits choose, Enter sends; in a field they are the field's. */
  const pressed = (event: React.KeyboardEvent) => {
    const inField =
      event.target instanceof Element && event.target.matches('textarea, input:not([type="radio"])');
    if (event.key === 'Enter' && (!inField || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    }
    if (inField) return;
    const at = event.key === '0' ? 9 : Number(event.key) - 1;
    if (Number.isNaN(at)) return;
    if (asked === 'dismiss' && causes[at] !== undefined) setChosen(causes[at]);
    else if (asked === 'confirm' && lead.outcomes[at] !== undefined) setOutcome(lead.outcomes[at]);
    else if (asked === 'watch' && untils[at] !== undefined) setUntil(untils[at]);
  };
  const remark = (
    <Form.Item label={t(asked === 'confirm' || asked === 'reopen' ? 'leads.reason' : 'leads.remark')}>
      <Input.TextArea
        rows={asked === 'confirm' ? 3 : 2}
        maxLength={500}
        value={reason}
        placeholder={t('leads.reasonHint')}
        aria-label={t('leads.reason')}
        autoFocus={asked === 'reopen'}
        onChange={(event) => setReason(event.target.value)}
      />
    </Form.Item>
  );
  return (
    <Modal
      open
      width={540}
      title={t(TITLES[asked], { kind: t(`leads.kind.${lead.kind}`) })}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={decision === undefined}
            loading={running}
            data-testid="lead-send"
            onClick={() => void send()}
          >
            {t(`leads.act.${asked}`)}
          </Button>
        </>
      }
    >
      <Form layout="vertical" onKeyDown={pressed} className="mc-lead-form">
        {asked === 'confirm' && lead.outcomes.length === 0 && (
          <Banner type="info" showIcon title={t('leads.noOutcome')} />
        )}
        {asked === 'confirm' && lead.outcomes.length > 0 && (
          <Form.Item label={t('leads.confirmAs')}>
            <Choices
              all={lead.outcomes}
              chosen={outcome}
              label={(one) => t(`leads.outcome.${one}`)}
              hint={(one) => t(`leads.outcomeText.${one}`)}
              onChoose={setOutcome}
            />
          </Form.Item>
        )}
        {asked === 'confirm' && outcome === 'card' && (
          <Form.Item label={t('leads.level')}>
            <Radio.Group
              optionType="button"
              value={level ?? USUAL_LEVEL}
              options={[
                { value: USUAL_LEVEL, label: t('leads.levelUsual') },
                ...cardLevels.map((value) => ({ value, label: t(`alerts.level.${value}`) })),
              ]}
              onChange={(event) => setLevel(cardLevel.safeParse(event.target.value).data)}
            />
          </Form.Item>
        )}
        {asked === 'confirm' && outcome === 'order' && (
          <Form.Item label={t('leads.days')}>
            <InputNumber min={1} max={60} precision={0} value={days} onChange={setDays} />
          </Form.Item>
        )}
        {asked === 'dismiss' && (
          <Form.Item label={t('leads.dismissAs')}>
            <Choices
              all={causes}
              chosen={chosen}
              label={(one) => t(`leads.cause.${one}`)}
              onChoose={setChosen}
            />
          </Form.Item>
        )}
        {asked === 'watch' && (
          <Form.Item label={t('leads.watchUntil')}>
            <Choices
              all={untils}
              chosen={until}
              label={(one) => t(`leads.until.${one}`)}
              onChoose={setUntil}
            />
          </Form.Item>
        )}
        {remark}
      </Form>
      {fault !== undefined && <Banner type="error" showIcon title={fault} />}
    </Modal>
  );
}

/** Those the rule names first, then the others: any of them may be it. */
const causesOf = (named: readonly BenignCause[]): BenignCause[] => [
  ...named,
  ...benignCause.options.filter((one) => !named.includes(one)),
];

interface ChoicesProps<T extends string> {
  readonly all: readonly T[];
  readonly chosen: T | undefined;
  readonly label: (one: T) => string;
  readonly hint?: (one: T) => string;
  readonly onChoose: (one: T) => void;
}

function Choices<T extends string>({ all, chosen, label, hint, onChoose }: ChoicesProps<T>) {
  return (
    <Radio.Group
      className="mc-lead-choices"
      value={chosen}
      onChange={(event) => onChoose(event.target.value as T)}
    >
      {all.map((one, at) => (
        <Radio key={one} value={one} autoFocus={chosen === undefined ? at === 0 : one === chosen}>
          {at < 10 && <kbd>{(at + 1) % 10}</kbd>} {label(one)}
          {hint !== undefined && <small>{hint(one)}</small>}
        </Radio>
      ))}
    </Radio.Group>
  );
}
