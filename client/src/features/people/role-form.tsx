/** A role of the site's own: a name and the permissions it carries, of those one holds oneself. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../../../server/contract/access.ts';
import type { RoleDetail } from '../../../../server/contract/rights.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { permissionGroups, permissionWords } from '../../lib/roles.ts';
import { listKey } from '../../lib/use-list.ts';
import './rights.css';

interface Values {
  readonly name: string;
  readonly permissions: Permission[];
}

export function RoleForm({ existing, onClose }: { existing: RoleDetail | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  return (
    <FormDrawer<Values>
      title={existing === undefined ? t('rights.roles.create') : t('rights.roles.edit')}
      width={520}
      initial={{ name: existing?.name ?? '', permissions: existing?.permissions ?? ['places:read'] }}
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries({ queryKey: listKey('/roles') });
        onClose();
      }}
      save={(body) =>
        existing === undefined
          ? api('/roles', { method: 'POST', body })
          : api(`/roles/${existing.id}`, { method: 'PATCH', body })
      }
      fieldOf={(path) => path.slice(0, 1)}
    >
      {() => (
        <>
          {existing !== undefined && (
            <Alert type="info" showIcon title={t('rights.roles.editText')} style={{ marginBottom: 12 }} />
          )}
          <Form.Item
            name="name"
            label={t('rights.roles.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input autoFocus={existing === undefined} />
          </Form.Item>
          <Form.Item name="permissions" label={t('rights.roles.permissions')} rules={[{ required: true }]}>
            <Checkbox.Group className="mc-role-permissions">
              {permissionGroups.map(({ group, permissions }) => (
                <fieldset key={group}>
                  <legend>{t(`rights.roles.groups.${group}`)}</legend>
                  {permissions.map((permission) => (
                    <Checkbox key={permission} value={permission} disabled={!may(permission)}>
                      {permissionWords(permission, t)}
                    </Checkbox>
                  ))}
                </fieldset>
              ))}
            </Checkbox.Group>
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
