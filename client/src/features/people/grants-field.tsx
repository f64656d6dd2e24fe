/** Grants in a form: a role, where it holds, and until when. */
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { builtInRole, type Grant, type Scope } from '../../../../server/contract/access.ts';
import { useHalls } from '../../lib/halls.ts';
import { fromLocalInput, toLocalInput } from '../../lib/local-time.ts';
import { useDepartments, useRegions } from '../../lib/places-queries.ts';
import { roleWords, useRoles } from '../../lib/roles.ts';
import { ScopeTarget } from './scope-target.tsx';

export interface GrantValue {
  readonly role?: Grant['role'];
  readonly kind?: Scope['kind'];
  readonly target?: string;
  /** As `<input type="datetime-local">` has it; empty: it stands. */
  readonly until?: string;
  /** What was stored: the seconds that the input cannot show are kept while nobody changes it. */
  readonly stored?: string;
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
  const { kind = 'everywhere', target = '', until = '', stored } = value;
  const scope: Scope =
    kind === 'everywhere' ? { kind } : kind === 'region' ? { kind, code: target } : { kind, id: target };
  const unchanged = stored !== undefined && toLocalInput(stored) === until;
  return { role: value.role ?? 'monitor', scope, until: unchanged ? stored : fromLocalInput(until) };
}

export function fromGrant({ role: name, scope, until }: Grant): GrantValue {
  const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : undefined;
  return {
    role: name,
    kind: scope.kind,
    ...(target === undefined ? {} : { target }),
    ...(until == null ? {} : { until: toLocalInput(until), stored: until }),
  };
}

/** Where there is one thing to choose, it is chosen. */
export function only(targets: readonly { readonly value: string }[]): { target?: string } {
  const [first] = targets;
  return targets.length === 1 && first !== undefined ? { target: first.value } : {};
}

export function GrantsField() {
  const { t } = useTranslation();
  const targets = useTargets();
  const { data: roles } = useRoles();
  const offered = roles?.map(({ id, name }) => ({ value: id, label: roleWords(id, name, t) }));
  const form = Form.useFormInstance();
  return (
    <Form.List name="grants">
      {(fields, { add, remove }) => (
        <Form.Item label={t('users.grants')} extra={t('users.grantUntilHint')} required>
          {fields.map(({ key, name }) => (
            <div
              key={key}
              style={{
                display: 'grid',
                gridTemplateColumns: '120px 104px minmax(0, 1fr) 216px auto',
                gap: 8,
              }}
            >
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
                  options={
                    offered ??
                    builtInRole.options.map((each) => ({ value: each, label: t(`users.role.${each}`) }))
                  }
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
              <ScopeTarget list="grants" name={name} targets={targets} />
              <Form.Item name={[name, 'until']}>
                <Input
                  type="datetime-local"
                  aria-label={t('users.grantUntil')}
                  title={t('users.grantUntil')}
                />
              </Form.Item>
              <Form.Item name={[name, 'stored']} hidden>
                <Input />
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
