/** A plan: where, at which times, how many random looks, what is looked for. */
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, InputNumber, Select, Space, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { listOf } from '../../../../server/contract/common.ts';
import {
  checkItem,
  type PatrolPlan,
  patrolPlan,
  patrolPlanBody,
} from '../../../../server/contract/patrols.ts';
import { hall } from '../../../../server/contract/places.ts';
import { RegionField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';

type Values = Pick<
  PatrolPlan,
  | 'name'
  | 'regionCode'
  | 'hallIds'
  | 'times'
  | 'drawsPerDay'
  | 'windowsPerDraw'
  | 'checklist'
  | 'graceMinutes'
  | 'enabled'
>;

/** As the contract has them. */
const { regionCode: _, name: __, ...USUAL } = patrolPlanBody.parse({ name: '-', regionCode: '440000' });

export function PlanForm(props: {
  readonly plan: PatrolPlan | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const { t } = useTranslation();
  const { plan, onClose, onSaved } = props;
  return (
    <FormDrawer<Values>
      title={t(plan === undefined ? 'patrols.plans.new' : 'patrols.plans.edit')}
      width={560}
      initial={plan ?? USUAL}
      onClose={onClose}
      onSaved={onSaved}
      save={(values) =>
        plan === undefined
          ? api('/patrols/plans', { method: 'POST', body: values, schema: patrolPlan })
          : api(`/patrols/plans/${plan.id}`, {
              method: 'PUT',
              body: { ...values, version: plan.version },
              schema: patrolPlan,
            })
      }
    >
      {() => (
        <>
          <Form.Item name="name" label={t('patrols.plans.name')} rules={[{ required: true }]}>
            <Input maxLength={100} />
          </Form.Item>
          <RegionField name="regionCode" label={t('patrols.plans.region')} required />
          <HallsField />
          <Form.Item name="times" label={t('patrols.plans.times')} extra={t('patrols.plans.timesAbout')}>
            <Select
              mode="tags"
              maxCount={12}
              tokenSeparators={[' ', ',', '，', '、']}
              placeholder={t('patrols.plans.addTime')}
              options={TIMES.map((value) => ({ value, label: value }))}
            />
          </Form.Item>
          <Form.Item label={t('patrols.plans.draws')} extra={t('patrols.plans.drawsAbout')}>
            <Space size={24}>
              <Form.Item name="drawsPerDay" noStyle>
                <InputNumber min={0} max={24} aria-label={t('patrols.plans.drawsCount')} />
              </Form.Item>
              <Space>
                {t('patrols.plans.perDraw')}
                <Form.Item name="windowsPerDraw" noStyle>
                  <InputNumber min={1} max={50} aria-label={t('patrols.plans.perDraw')} />
                </Form.Item>
              </Space>
            </Space>
          </Form.Item>
          <Form.Item name="checklist" label={t('patrols.plans.checklist')} rules={[{ required: true }]}>
            <Checkbox.Group
              options={checkItem.options.map((value) => ({ value, label: t(`patrols.item.${value}`) }))}
            />
          </Form.Item>
          <Form.Item
            name="graceMinutes"
            label={t('patrols.plans.grace')}
            extra={t('patrols.plans.graceAbout')}
          >
            <InputNumber min={5} max={240} />
          </Form.Item>
          <Form.Item name="enabled" label={t('patrols.plans.enabled')} valuePropName="checked">
            <Switch />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

/** Half hours of a working day. */
const TIMES = Array.from({ length: 21 }, (_, half) => {
  const minutes = 8 * 60 + half * 30;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
});

function HallsField() {
  const { t } = useTranslation();
  const regionCode = Form.useWatch<string | undefined>('regionCode');
  const { data, isFetching } = useQuery({
    queryKey: ['patrols', 'halls', regionCode],
    queryFn: ({ signal }) =>
      api('/halls', { schema: listOf(hall), query: { regionCode, limit: 500 }, signal }),
    enabled: regionCode !== undefined,
  });
  return (
    <Form.Item name="hallIds" label={t('patrols.plans.halls')}>
      <Select
        mode="multiple"
        allowClear
        loading={isFetching}
        optionFilterProp="label"
        placeholder={t('patrols.plans.hallsAll')}
        options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form.Item>
  );
}
