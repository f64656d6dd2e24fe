/** Which group of the other service holds what here: rows of a form, saved together. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type SsoMapping, ssoMappings } from '../../../../server/contract/account.ts';
import { api } from '../../lib/api.ts';
import { fieldFaults, problemWords } from '../../lib/problem-words.ts';
import { roleWords, useRoles } from '../../lib/roles.ts';
import { fromGrant, type GrantValue, toGrant, useTargets } from './grants-field.tsx';
import { ScopeTarget } from './scope-target.tsx';

interface Row extends GrantValue {
  readonly value?: string;
}

const kinds = ['everywhere', 'region', 'hall', 'department'] as const;

export function SsoMappings({ mappings }: { mappings: readonly SsoMapping[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const targets = useTargets();
  const { data: roles } = useRoles();
  const [form] = Form.useForm<{ items: Row[] }>();
  const saving = useMutation({
    mutationFn: ({ items }: { items: Row[] }) =>
      api('/sso/mappings', {
        method: 'PUT',
        body: { items: items.map(({ value = '', ...grant }) => ({ value, grant: toGrant(grant) })) },
        schema: ssoMappings,
      }),
    onSuccess: () => {
      void message.success(t('sso.saved'));
      return queries.invalidateQueries({ queryKey: ['sso'] });
    },
    onError: (error) =>
      form.setFields(
        fieldFaults(error, t).map(({ path, message: fault }) => ({
          // items[0].grant.scope → the row's place.
          name: ['items', path[1], path[3] === 'scope' ? 'kind' : (path[3] ?? path[2])] as never,
          errors: [fault],
        })),
      ),
  });
  return (
    <Form<{ items: Row[] }>
      form={form}
      initialValues={{ items: mappings.map(({ value, grant }) => ({ value, ...fromGrant(grant) })) }}
      onFinish={(values) => saving.mutate(values)}
    >
      <p className="mc-muted">{t('sso.mappingsText')}</p>
      {saving.error !== null && (
        <Alert type="error" showIcon title={problemWords(saving.error, t)} style={{ marginBottom: 12 }} />
      )}
      <Form.List name="items">
        {(fields, { add, remove }) => (
          <>
            {fields.length === 0 && <p>{t('sso.noMappings')}</p>}
            {fields.map(({ key, name }) => (
              <div key={key} className="mc-sso-row">
                <Form.Item
                  name={[name, 'value']}
                  messageVariables={{ label: t('sso.value') }}
                  rules={[{ required: true, whitespace: true, max: 200 }]}
                >
                  <Input className="mc-mono" aria-label={t('sso.value')} placeholder={t('sso.value')} />
                </Form.Item>
                <Form.Item
                  name={[name, 'role']}
                  messageVariables={{ label: t('users.roleLabel') }}
                  rules={[{ required: true }]}
                >
                  <Select
                    aria-label={t('users.roleLabel')}
                    options={(roles ?? []).map((role) => ({
                      value: role.id,
                      label: roleWords(role.id, role.name, t),
                    }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'kind']} rules={[{ required: true }]}>
                  <Select
                    aria-label={t('users.scopeLabel')}
                    onChange={() => form.setFieldValue(['items', name, 'target'], undefined)}
                    options={kinds.map((each) => ({ value: each, label: t(`users.scope.${each}`) }))}
                  />
                </Form.Item>
                <ScopeTarget list="items" name={name} targets={targets} />
                <Button type="text" aria-label={t('common.delete')} onClick={() => remove(name)}>
                  ×
                </Button>
              </div>
            ))}
            <div className="mc-security-actions" style={{ marginBottom: 12 }}>
              <Button onClick={() => add({ role: 'monitor', kind: 'everywhere' })}>
                {t('sso.addMapping')}
              </Button>
              <Button type="primary" htmlType="submit" loading={saving.isPending}>
                {t('sso.save')}
              </Button>
            </div>
          </>
        )}
      </Form.List>
    </Form>
  );
}
