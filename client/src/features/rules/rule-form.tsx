/** A region's own version of a rule: changed, tried, and saved with a reason. */
import { Button, Form, Input, InputNumber, Radio, Select, Space, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { cardLevels } from '../../../../server/contract/alerts.ts';
import { limitUnits } from '../../../../server/contract/clock.ts';
import { type Rule, recipientRole, rule, thresholdBasis } from '../../../../server/contract/rules.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { bodyOf, formOf, type RuleFormValues } from './rule-form-values.ts';
import { RulePreview } from './rule-preview.tsx';

export interface RuleFormProps {
  readonly rule: Rule;
  readonly regionCode: string;
  readonly regionName: string;
  /** Said where the rule is not the region's own yet. */
  readonly source: string | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function RuleForm({ rule: held, regionCode, regionName, source, onClose, onSaved }: RuleFormProps) {
  const { t } = useTranslation();
  const conduct = held.threshold.kind === 'conduct';
  return (
    <FormDrawer<RuleFormValues>
      title={t('rules.editTitle', { name: held.name })}
      width={620}
      initial={formOf(held)}
      fieldOf={(path) => (path[0] === 'threshold' ? [path[1] ?? 'value'] : path)}
      save={(values) =>
        api(`/rules/${held.key}`, {
          method: 'PUT',
          body: { ...bodyOf(held, values), regionCode },
          schema: rule,
          reason: values.reason?.trim() ?? '',
        })
      }
      onClose={onClose}
      onSaved={onSaved}
    >
      {(form) => (
        <>
          <p className="mc-muted" style={{ marginTop: 0 }}>
            {source === undefined
              ? t('rules.forRegion', { region: regionName })
              : t('rules.overrides', { source, region: regionName })}
          </p>
          <Form.Item name="name" label={t('rules.field.name')} rules={[{ required: true }]}>
            <Input maxLength={100} />
          </Form.Item>
          {!conduct && <TimeFields />}
          <Space size={24} wrap align="start">
            <Form.Item name="level" label={t('rules.field.level')} rules={[{ required: true }]}>
              <Radio.Group
                optionType="button"
                options={cardLevels.map((value) => ({ value, label: t(`alerts.level.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name="mode" label={t('rules.field.mode')} rules={[{ required: true }]}>
              <Radio.Group
                optionType="button"
                options={(['auto', 'confirm'] as const).map((value) => ({
                  value,
                  label: t(`rules.mode.${value}`),
                }))}
              />
            </Form.Item>
          </Space>
          <Recipients />
          <Space size={24} wrap align="start">
            <Form.Item name="appealDays" label={t('rules.field.appealDays')} rules={[{ required: true }]}>
              <InputNumber min={0} max={60} precision={0} />
            </Form.Item>
            <Form.Item name="orderDays" label={t('rules.field.orderDays')} rules={[{ required: true }]}>
              <InputNumber min={1} max={60} precision={0} />
            </Form.Item>
            <Form.Item name="enabled" label={t('rules.field.enabled')} valuePropName="checked">
              <Switch />
            </Form.Item>
          </Space>
          <RulePreview
            ruleKey={held.key}
            regionCode={regionCode}
            body={() => bodyOf(held, form.getFieldsValue(true) as RuleFormValues)}
          />
          <Form.Item
            name="reason"
            label={t('rules.field.reason')}
            rules={[{ required: true, min: 2, max: 500 }]}
            style={{ marginTop: 16 }}
          >
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function TimeFields() {
  const { t } = useTranslation();
  const kind = Form.useWatch<RuleFormValues['kind']>('kind');
  return (
    <>
      <Space size={16} wrap align="start">
        <Form.Item name="kind" label={t('rules.field.kind')} rules={[{ required: true }]}>
          <Radio.Group
            optionType="button"
            options={(['offset', 'share'] as const).map((value) => ({
              value,
              label: t(`rules.kind.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="basis" label={t('rules.field.basis')} rules={[{ required: true }]}>
          <Select
            style={{ width: 210 }}
            options={thresholdBasis.options.map((value) => ({ value, label: t(`rules.basis.${value}`) }))}
          />
        </Form.Item>
      </Space>
      {kind === 'share' ? (
        <Form.Item name="share" label={t('rules.field.share')} rules={[{ required: true }]}>
          <InputNumber min={1} max={99} precision={0} suffix="%" />
        </Form.Item>
      ) : (
        <Space size={16} wrap align="start">
          <Form.Item name="direction" label={t('rules.field.direction')} rules={[{ required: true }]}>
            <Radio.Group
              optionType="button"
              options={(['before', 'after'] as const).map((value) => ({
                value,
                label: t(`rules.direction.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="value" label={t('rules.field.value')} rules={[{ required: true }]}>
            <InputNumber min={0} max={3650} precision={0} />
          </Form.Item>
          <Form.Item name="unit" label={t('rules.field.unit')} rules={[{ required: true }]}>
            <Select
              style={{ width: 140 }}
              options={limitUnits.map((value) => ({ value, label: t(`rules.unit.${value}`) }))}
            />
          </Form.Item>
        </Space>
      )}
    </>
  );
}

function Recipients() {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('rules.field.recipients')}>
      <Form.List name="recipients">
        {(rows, { add, remove }) => (
          <div className="mc-rule-recipients">
            {rows.map(({ key, name }) => (
              <div key={key}>
                <Form.Item name={[name, 'to']} noStyle rules={[{ required: true }]}>
                  <Select
                    style={{ width: 150 }}
                    aria-label={t('rules.field.to')}
                    options={recipientRole.options.map((value) => ({
                      value,
                      label: t(`rules.to.${value}`),
                    }))}
                  />
                </Form.Item>
                <span className="mc-muted">{t('rules.field.after')}</span>
                <Form.Item name={[name, 'afterHours']} noStyle rules={[{ required: true }]}>
                  <InputNumber min={0} max={1000} precision={0} aria-label={t('rules.field.after')} />
                </Form.Item>
                <Button
                  type="text"
                  size="small"
                  aria-label={t('rules.field.removeRecipient')}
                  onClick={() => remove(name)}
                >
                  ✕
                </Button>
              </div>
            ))}
            {rows.length < 8 && (
              <Button size="small" onClick={() => add({ to: 'leader', afterHours: 8 })}>
                {t('rules.field.addRecipient')}
              </Button>
            )}
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
