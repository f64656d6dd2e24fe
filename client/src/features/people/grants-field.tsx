/** Grants in a form: a role, and where it holds. */
import { Button, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Grant, role, type Scope } from '../../../../server/contract/access.ts';
import { useHalls } from '../../lib/halls.ts';
import { useDepartments, useRegions } from '../../lib/places-queries.ts';

export interface GrantValue {
  readonly role?: Grant['role'];
  readonly kind?: Scope['kind'];
  readonly target?: string;
}

const kinds = ['everywhere', 'region', 'hall', 'department'] as const;

/** What a scope can point at, by kind. */
export function useTargets(): Record<Scope['kind'], { value: string; label: string }[]> {
  const halls = useHalls();
  const regions = useRegions();
  const departments = useDepartments();
  return {
    everywhere: [],
    region: (regions.data ?? []).map((each) => ({ value: each.code, label: each.name })),
    hall: (halls.data ?? []).map((each) => ({ value: each.id, label: each.name })),
    department: (departments.data ?? []).map((each) => ({ value: each.id, label: each.name })),
  };
}

export function toGrant(value: GrantValue): Grant {
  const { kind = 'everywhere', target = '' } = value;
  const scope: Scope =
    kind === 'everywhere' ? { kind } : kind === 'region' ? { kind, code: target } : { kind, id: target };
  return { role: value.role ?? 'monitor', scope };
}

export function fromGrant({ role: name, scope }: Grant): GrantValue {
  const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : undefined;
  return { role: name, kind: scope.kind, ...(target === undefined ? {} : { target }) };
}

/** Where there is one thing to choose, it is chosen. */
export function only(targets: readonly { readonly value: string }[]): { target?: string } {
  const [first] = targets;
  return targets.length === 1 && first !== undefined ? { target: first.value } : {};
}

export function GrantsField() {
  const { t } = useTranslation();
  const targets = useTargets();
  const form = Form.useFormInstance();
  return (
    <Form.List name="grants">
      {(fields, { add, remove }) => (
        <Form.Item label={t('users.grants')} required>
          {fields.map(({ key, name }) => (
            <div key={key} style={{ display: 'grid', gridTemplateColumns: '130px 130px 1fr auto', gap: 8 }}>
              <Form.Item
                name={[name, 'role']}
                messageVariables={{ label: t('users.roleLabel') }}
                rules={[{ required: true }]}
              >
                <Select
                  aria-label={t('users.roleLabel')}
                  onChange={(chosen: Grant['role']) => {
                    // A department's own people see the department's; whoever means more says so.
                    if (chosen === 'department')
                      form.setFieldValue(['grants', name], {
                        role: chosen,
                        kind: 'department',
                        ...only(targets.department),
                      });
                  }}
                  options={role.options.map((each) => ({ value: each, label: t(`users.role.${each}`) }))}
                />
              </Form.Item>
              <Form.Item
                name={[name, 'kind']}
                messageVariables={{ label: t('users.scopeLabel') }}
                rules={[{ required: true }]}
              >
                <Select
                  aria-label={t('users.scopeLabel')}
                  onChange={(kind: Scope['kind']) =>
                    form.setFieldValue(['grants', name, 'target'], only(targets[kind]).target)
                  }
                  options={kinds.map((each) => ({ value: each, label: t(`users.scope.${each}`) }))}
                />
              </Form.Item>
              <Form.Item noStyle shouldUpdate>
                {({ getFieldValue }) => {
                  const kind = (getFieldValue(['grants', name, 'kind']) ?? 'everywhere') as Scope['kind'];
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
              <Button
                type="text"
                aria-label={t('common.delete')}
                disabled={fields.length === 1}
                onClick={() => remove(name)}
              >
                ×
              </Button>
            </div>
          ))}
          <Button size="small" onClick={() => add({ role: 'monitor', kind: 'hall', ...only(targets.hall) })}>
            {t('users.addGrant')}
          </Button>
        </Form.Item>
      )}
    </Form.List>
  );
}
