/** What may be charged. */
import { Form, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FeeKind } from './form-values.ts';

const KINDS: readonly FeeKind[] = ['none', 'free', 'fixed', 'range'];
const WORDS = {
  none: 'matters.feeNone',
  free: 'matters.feeFree',
  fixed: 'matters.feeFixed',
  range: 'matters.feeRange',
} as const;
const MOST_YUAN = 1_000_000_000;

export function FeeFields() {
  const { t } = useTranslation();
  const kind = Form.useWatch(['fee', 'kind']) as FeeKind | undefined;
  return (
    <>
      <Form.Item name={['fee', 'kind']}>
        <Radio.Group
          aria-label={t('matters.fee')}
          optionType="button"
          options={KINDS.map((each) => ({ value: each, label: t(WORDS[each]) }))}
        />
      </Form.Item>
      {(kind === 'fixed' || kind === 'range') && (
        <div className="mc-matter-pair">
          <Form.Item
            name={['fee', 'least']}
            label={t(kind === 'fixed' ? 'matters.feeAmount' : 'matters.feeLeast')}
            rules={[{ required: true, message: t('field.needed') }]}
          >
            <InputNumber min={0} max={MOST_YUAN} precision={2} style={{ width: '100%' }} />
          </Form.Item>
          {kind === 'range' && (
            <Form.Item
              name={['fee', 'most']}
              label={t('matters.feeMost')}
              rules={[{ required: true, message: t('field.needed') }]}
            >
              <InputNumber min={0} max={MOST_YUAN} precision={2} style={{ width: '100%' }} />
            </Form.Item>
          )}
        </div>
      )}
    </>
  );
}
