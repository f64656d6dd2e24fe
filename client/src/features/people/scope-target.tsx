/** Which region, department or hall a grant reaches, once its kind is chosen; nothing for everywhere. */
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Scope } from '../../../../server/contract/access.ts';

export interface ScopeTargetProps {
  /** The form's list that the row is in, and its place there. */
  readonly list: string;
  readonly name: number;
  readonly targets: Readonly<
    Record<Exclude<Scope['kind'], 'everywhere'>, { readonly value: string; readonly label: string }[]>
  >;
}

export function ScopeTarget({ list, name, targets }: ScopeTargetProps) {
  const { t } = useTranslation();
  return (
    <Form.Item noStyle shouldUpdate>
      {({ getFieldValue }) => {
        const kind = (getFieldValue([list, name, 'kind']) ?? 'everywhere') as Scope['kind'];
        return kind === 'everywhere' ? (
          <span />
        ) : (
          <Form.Item
            name={[name, 'target']}
            messageVariables={{ label: t('users.target') }}
            rules={[{ required: true }]}
          >
            <Select
              aria-label={t('users.target')}
              showSearch={{ optionFilterProp: 'label' }}
              options={targets[kind]}
            />
          </Form.Item>
        );
      }}
    </Form.Item>
  );
}
