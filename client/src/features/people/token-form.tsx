/** A machine's token: what it may do, where, and for how long. */
import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  issuedToken,
  type MachinePermission,
  machinePermission,
  type Scope,
} from '../../../../server/contract/access.ts';
import { DepartmentField } from '../../components/choosers.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { permissionWords } from '../../lib/roles.ts';
import { useServices } from '../../lib/services.ts';
import { type GrantValue, toGrant, useTargets } from './grants-field.tsx';

const REPORTS = 'exchange:report';
const DAY_MS = 24 * 3_600_000;
const kinds = ['everywhere', 'region', 'hall', 'department'] as const;

interface Values extends Pick<GrantValue, 'kind' | 'target'> {
  readonly name: string;
  readonly source: string;
  readonly permissions: MachinePermission[];
  readonly departmentId?: string;
  readonly days: number;
}

export interface TokenFormProps {
  readonly onClose: () => void;
  readonly onIssued: (token: z.output<typeof issuedToken>) => void;
}

export function TokenForm({ onClose, onIssued }: TokenFormProps) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const may = useMay();
  const targets = useTargets();
  // Nobody gives a machine what they do not hold; reporting is for machines alone.
  const offered = machinePermission.options.filter((one) => one === REPORTS || may(one));
  return (
    <FormDrawer<Values>
      title={t('tokens.create')}
      width={560}
      initial={{ permissions: [REPORTS], kind: 'everywhere', days: 365 }}
      onClose={onClose}
      onSaved={() => undefined}
      save={async ({ name, source, permissions, departmentId, days, ...where }) => {
        const reports = permissions.includes(REPORTS);
        const expiresAt = new Date(clock.now() + days * DAY_MS).toISOString();
        const at = reports ? { departmentId } : { scope: toGrant(where).scope };
        const body = { name, source, permissions, expiresAt, ...at };
        onIssued(await api('/tokens', { method: 'POST', body, schema: issuedToken }));
      }}
      fieldOf={(path) =>
        path[0] === 'scope' ? ['kind'] : path[0] === 'permissions' ? ['permissions'] : path
      }
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label={t('tokens.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="source"
            label={t('tokens.source')}
            extra={t('tokens.sourceHint')}
            rules={[{ required: true, pattern: /^[A-Za-z0-9._-]{2,64}$/, message: t('tokens.sourceHint') }]}
          >
            <Input className="mc-mono" />
          </Form.Item>
          <Form.Item
            name="permissions"
            label={t('tokenMore.what')}
            extra={t('tokenMore.reads')}
            rules={[{ required: true, message: t('field.needed') }]}
          >
            <Checkbox.Group
              className="mc-token-permissions"
              options={offered.map((one) => ({
                value: one,
                label: one === REPORTS ? t('tokenMore.reportsText') : permissionWords(one, t),
              }))}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['permissions', 'kind']}>
            {({ getFieldValue }) => {
              const permissions = (getFieldValue('permissions') ?? []) as MachinePermission[];
              if (permissions.includes(REPORTS)) return <DepartmentField label={t('tokens.department')} />;
              const kind = (getFieldValue('kind') ?? 'everywhere') as Scope['kind'];
              return (
                <div className="mc-token-where">
                  <Form.Item name="kind" label={t('tokenMore.where')} rules={[{ required: true }]}>
                    <Select
                      onChange={() => form.setFieldValue('target', undefined)}
                      options={kinds.map((each) => ({ value: each, label: t(`users.scope.${each}`) }))}
                    />
                  </Form.Item>
                  {kind !== 'everywhere' && (
                    <Form.Item name="target" label={t('users.target')} rules={[{ required: true }]}>
                      <Select showSearch={{ optionFilterProp: 'label' }} options={targets[kind]} />
                    </Form.Item>
                  )}
                </div>
              );
            }}
          </Form.Item>
          <Form.Item name="days" label={t('tokenMore.validFor')} rules={[{ required: true }]}>
            <Select
              style={{ width: 160 }}
              options={[30, 90, 180, 365].map((days) => ({
                value: days,
                label: days === 365 ? t('tokenMore.year') : t('tokenMore.days', { n: days }),
              }))}
            />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
