/** What a step asks for before it is done; those that ask nothing are done at once. */
import { Button, Form, Input, InputNumber, Radio, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { limitUnits } from '../../../../server/contract/clock.ts';
import type { DeskStep } from '../../../../server/contract/desk.ts';
import { caseOutcome } from '../../../../server/contract/exchange.ts';

const ASKING: ReadonlySet<DeskStep> = new Set<DeskStep>([
  ...(['refuse', 'askCorrection', 'review', 'approve', 'specialProcedure', 'extend', 'complete'] as const),
]);
export const asksFor = (step: DeskStep): boolean => ASKING.has(step);

export interface StepFormProps {
  readonly step: DeskStep;
  readonly busy: boolean;
  readonly onDo: (fields: Record<string, unknown>) => void;
  readonly onCancel: () => void;
}

const INITIAL: Partial<Record<DeskStep, object>> = {
  review: { result: 'agreed' },
  approve: { result: 'agreed' },
  complete: { outcome: 'certificate' },
  specialProcedure: { applied: { value: 5, unit: 'workingDay' } },
  extend: { days: 10 },
};

export function StepForm({ step, busy, onDo, onCancel }: StepFormProps) {
  const { t } = useTranslation();
  return (
    <Form
      key={step}
      layout="vertical"
      className="mc-desk-step"
      initialValues={INITIAL[step] ?? {}}
      onFinish={(values: Record<string, unknown>) => !busy && onDo(filledOf(values))}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <Fields step={step} />
      <div className="mc-desk-row">
        <Button type="primary" size="large" htmlType="submit" loading={busy}>
          {t('desk.confirm')} · {t(`desk.steps.${step}`)}
        </Button>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </Form>
  );
}

const filledOf = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value != null && value !== ''));

function Fields({ step }: { step: DeskStep }) {
  const { t } = useTranslation();
  const needed = { required: true, message: t('field.needed') };
  switch (step) {
    case 'refuse':
    case 'askCorrection':
      return (
        <Form.Item
          name="reason"
          label={t('desk.reason')}
          extra={t(step === 'refuse' ? 'desk.refuseHelp' : 'desk.correctionHelp')}
          rules={[{ ...needed, whitespace: true, max: 500 }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
        </Form.Item>
      );
    case 'review':
    case 'approve':
      return (
        <Form.Item name="result" label={t('desk.result')}>
          <Radio.Group
            optionType="button"
            options={(['agreed', 'disagreed', 'returned'] as const).map((value) => ({
              value,
              label: t(`desk.results.${value}`),
            }))}
          />
        </Form.Item>
      );
    case 'complete':
      return (
        <>
          <Form.Item name="outcome" label={t('desk.outcome')} rules={[needed]}>
            <Select
              options={caseOutcome.options.map((value) => ({ value, label: t(`desk.outcomes.${value}`) }))}
            />
          </Form.Item>
          <div className="mc-desk-pair">
            <Form.Item name="certificateNo" label={t('desk.certificateNo')}>
              <Input autoFocus maxLength={100} autoComplete="off" />
            </Form.Item>
            <Form.Item name="fee" label={t('desk.fee')}>
              <InputNumber min={0} precision={2} style={{ width: '100%' }} />
            </Form.Item>
          </div>
        </>
      );
    case 'specialProcedure':
      return (
        <>
          <Form.Item name="kind" label={t('desk.kind')} rules={[{ ...needed, whitespace: true }]}>
            <Input autoFocus maxLength={50} placeholder={t('desk.kinds')} autoComplete="off" />
          </Form.Item>
          <Form.Item label={t('desk.applied')} required>
            <Space.Compact block>
              <Form.Item noStyle name={['applied', 'value']} rules={[needed]}>
                <InputNumber aria-label={t('desk.applied')} min={1} max={1000} precision={0} />
              </Form.Item>
              <Form.Item noStyle name={['applied', 'unit']}>
                <Select
                  aria-label={t('matters.unit')}
                  options={limitUnits.map((unit) => ({ value: unit, label: t(`matters.units.${unit}`) }))}
                />
              </Form.Item>
            </Space.Compact>
          </Form.Item>
          <Leave />
        </>
      );
    case 'extend':
      return (
        <>
          <Form.Item name="days" label={t('desk.days')} rules={[needed]}>
            <InputNumber autoFocus min={1} max={365} precision={0} />
          </Form.Item>
          <Leave />
        </>
      );
    default:
      return null;
  }
}

function Leave() {
  const { t } = useTranslation();
  return (
    <div className="mc-desk-pair">
      <Form.Item name="approver" label={t('desk.approver')}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="ground" label={t('desk.ground')}>
        <Input maxLength={500} autoComplete="off" />
      </Form.Item>
    </div>
  );
}
