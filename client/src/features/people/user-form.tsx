/** A person in a form: name, password, and what they may do where. */
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../server/contract/access.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { PasswordStrength } from '../../components/password-strength.tsx';
import { api } from '../../lib/api.ts';
import { fromGrant, GrantsField, type GrantValue, only, toGrant, useTargets } from './grants-field.tsx';

interface Values {
  readonly username: string;
  readonly displayName: string;
  readonly password?: string;
  readonly mustChangePassword?: boolean;
  readonly grants: GrantValue[];
}

export function UserForm({ existing, onClose }: { existing: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const targets = useTargets();
  return (
    <FormDrawer<Values>
      title={existing === undefined ? t('users.create') : t('users.edit')}
      width={820}
      initial={
        existing === undefined
          ? { mustChangePassword: true, grants: [{ role: 'monitor', kind: 'hall', ...only(targets.hall) }] }
          : { ...existing, mustChangePassword: true, grants: existing.grants.map(fromGrant) }
      }
      onClose={onClose}
      onSaved={() => {
        void queries.invalidateQueries({ queryKey: ['list', '/users'] });
        onClose();
      }}
      save={({ username, displayName, password, mustChangePassword = true, grants }) => {
        const change = {
          displayName,
          grants: grants.map(toGrant),
          ...(password ? { password, mustChangePassword } : {}),
        };
        return existing === undefined
          ? api('/users', { method: 'POST', body: { ...change, username } })
          : api(`/users/${existing.id}`, { method: 'PATCH', body: change });
      }}
    >
      {() => (
        <>
          <Form.Item
            name="username"
            label={t('users.username')}
            rules={[{ required: true }, { pattern: /^[a-z0-9._-]{2,64}$/, message: t('field.username') }]}
          >
            <Input disabled={existing !== undefined} autoComplete="off" className="mc-mono" />
          </Form.Item>
          <Form.Item
            name="displayName"
            label={t('users.displayName')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="password"
            label={existing === undefined ? t('users.password') : t('users.newPassword')}
            rules={[{ required: existing === undefined }, { min: 10, message: t('users.passwordHint') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item noStyle dependencies={['password', 'username']}>
            {({ getFieldValue }) =>
              getFieldValue('password') ? (
                <>
                  <PasswordStrength
                    password={String(getFieldValue('password'))}
                    username={String(getFieldValue('username') ?? '')}
                  />
                  <Form.Item name="mustChangePassword" valuePropName="checked">
                    <Checkbox>{t('userSecurity.mustChangeField')}</Checkbox>
                  </Form.Item>
                </>
              ) : null
            }
          </Form.Item>
          <GrantsField />
        </>
      )}
    </FormDrawer>
  );
}
