/** Asks what is to be held and why, and holds it: a time of cameras, or a case's or card's footage as long as it lasts. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal, Radio, Segmented } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { type Hold, hold, type newHold } from '../../../../server/contract/holds.ts';
import type { CameraRange } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';
import { fromLocalInput, toLocalInput } from '../../lib/local-time.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useServices } from '../../lib/services.ts';
import { listKey } from '../../lib/use-list.ts';
import { useSole } from '../../lib/use-sole.ts';
import { CameraChooser } from './camera-chooser.tsx';
import './holds.css';

export interface HoldDialogProps {
  /** What is chosen on a timeline; none: the dialog asks for cameras and a time itself. */
  readonly ranges: readonly CameraRange[];
  readonly caseId?: string | undefined;
  readonly alertId?: string | undefined;
  /** Undefined: nothing was held. */
  readonly onDone: (made?: Hold) => void;
}

type Kind = 'range' | 'case' | 'alert';
type Until = 'none' | 'month' | 'quarter' | 'year';
interface Values {
  readonly kind: Kind;
  readonly cameraIds: string[];
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly until: Until;
}

const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<Until, number | null>> = { none: null, month: 30, quarter: 90, year: 365 };

export function HoldDialog({ ranges, caseId, alertId, onDone }: HoldDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { clock } = useServices();
  const queries = useQueryClient();
  const sole = useSole();
  const formId = useId();
  const [form] = Form.useForm<Values>();
  const kinds: Kind[] = [
    ...(alertId === undefined ? [] : ['alert' as const]),
    ...(caseId === undefined ? [] : ['case' as const]),
    ...(ranges.length > 0 || (alertId === undefined && caseId === undefined) ? ['range' as const] : []),
  ];
  const [first = 'range'] = kinds;
  const kind = Form.useWatch('kind', form) ?? first;
  const span = spanOf(ranges);
  const holding = useMutation({
    mutationFn: (values: Values) =>
      api('/holds', {
        method: 'POST',
        schema: hold,
        body: requestOf(values, { caseId, alertId, span, nowMs: clock.now() }),
      }),
    onSuccess: (made) => {
      void message.success(
        <>
          {t('holds.dialog.done')} <Link to={`/holds/${made.id}`}>{t('holds.dialog.view')}</Link>
        </>,
        6,
      );
      void queries.invalidateQueries({ queryKey: listKey('/holds') });
      onDone(made);
    },
    onError: () => sole.leave(),
  });
  return (
    <Modal
      open
      title={t('holds.dialog.title')}
      okText={t('holds.dialog.verb')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId, loading: holding.isPending }}
      onCancel={() => onDone()}
      destroyOnHidden
    >
      <Form<Values>
        form={form}
        id={formId}
        layout="vertical"
        initialValues={{
          ...{ kind: first, until: 'none', cameraIds: [...new Set(ranges.map((one) => one.cameraId))] },
          from: toLocalInput(span?.from ?? new Date(clock.now() - 3_600_000).toISOString()),
          to: toLocalInput(span?.to ?? new Date(clock.now()).toISOString()),
        }}
        onFinish={(values) => sole.enter() && holding.mutate(values)}
      >
        {holding.error !== null && (
          <Alert type="error" showIcon title={problemWords(holding.error, t)} style={{ marginBottom: 12 }} />
        )}
        <p className="mc-muted" style={{ marginTop: 0 }}>
          {t('holds.about')}
        </p>
        <Form.Item name="kind" label={t('holds.dialog.what')} hidden={kinds.length === 1}>
          <Radio.Group className="mc-hold-kinds">
            {kinds.map((one) => (
              <Radio key={one} value={one}>
                {t(`holds.dialog.${one}`)}
                <span className="mc-muted">
                  {one === 'range'
                    ? t('holds.dialog.rangeText', { n: new Set(ranges.map((each) => each.cameraId)).size })
                    : t(`holds.dialog.${one}Text`)}
                </span>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        {kinds.length === 1 && first !== 'range' && <p>{t(`holds.dialog.${first}Text`)}</p>}
        {kind === 'range' && (
          <>
            {ranges.length === 0 && <CameraChooser name="cameraIds" />}
            <div className="mc-hold-times">
              <Form.Item name="from" label={t('holds.dialog.from')} rules={[{ required: true }]}>
                <Input type="datetime-local" />
              </Form.Item>
              <Form.Item
                name="to"
                label={t('holds.dialog.to')}
                dependencies={['from']}
                rules={[
                  { required: true },
                  ({ getFieldValue }) => ({
                    validator: async (_, to: string) => {
                      if (to && to <= getFieldValue('from')) throw new Error(t('holds.dialog.rangeOrder'));
                    },
                  }),
                ]}
              >
                <Input type="datetime-local" />
              </Form.Item>
            </div>
          </>
        )}
        <Form.Item
          name="reason"
          label={t('holds.dialog.reason')}
          extra={t('holds.dialog.reasonHint')}
          rules={[{ required: true, whitespace: true, min: 2, max: 500 }]}
        >
          <Input.TextArea rows={2} maxLength={500} autoFocus={kinds.length === 1 && ranges.length > 0} />
        </Form.Item>
        {kind === 'range' && (
          <Form.Item name="until" label={t('holds.dialog.until')} extra={t('holds.dialog.untilHint')}>
            <Segmented<Until>
              options={(['none', 'month', 'quarter', 'year'] as const).map((value) => ({
                value,
                label: t(`holds.dialog.untils.${value}`),
              }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

function spanOf(ranges: readonly CameraRange[]): { from: string; to: string } | undefined {
  const from = ranges.map((one) => one.from).sort()[0];
  const to = ranges
    .map((one) => one.to)
    .sort()
    .at(-1);
  return from === undefined || to === undefined ? undefined : { from, to };
}

interface About {
  readonly caseId: string | undefined;
  readonly alertId: string | undefined;
  readonly span: { from: string; to: string } | undefined;
  readonly nowMs: number;
}

/** The field knows minutes only: an end that nobody changed keeps its seconds, and one typed holds its whole minute. */
function requestOf(values: Values, { caseId, alertId, span, nowMs }: About): z.input<typeof newHold> {
  const { kind, reason, cameraIds, until } = values;
  if (kind === 'case' && caseId !== undefined) return { subject: { kind, id: caseId }, reason };
  if (kind === 'alert' && alertId !== undefined) return { subject: { kind, id: alertId }, reason };
  const kept = (typed: string, was: string | undefined, widenMs: number): string => {
    if (was !== undefined && toLocalInput(was) === typed) return was;
    const ms = Date.parse(fromLocalInput(typed) ?? '') + widenMs;
    return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  };
  const days = DAYS[until];
  return {
    subject: {
      ...{ kind: 'range', cameraIds },
      from: kept(values.from, span?.from, 0),
      to: kept(values.to, span?.to, 59_999),
    },
    reason,
    until: days === null ? null : new Date(nowMs + days * DAY_MS).toISOString(),
  };
}
