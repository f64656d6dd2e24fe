/** Changing one's own password. */
import { App, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { useMe } from '../lib/me.ts';
import { FormDrawer } from './form-drawer.tsx';
import { PasswordStrength } from './password-strength.tsx';

interface Values {
  readonly current: string;
  readonly next: string;
  readonly again: string;
}

export default function PasswordDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data: me } = useMe();
  return (
    <FormDrawer<Values>
      title={t('bar.changePassword')}
      initial={{}}
      onClose={onClose}
      onSaved={() => {
        void message.info(t('bar.passwordChanged'), 6);
        onClose();
      }}
      save={({ current, next }) => api('/session/password', { method: 'PUT', body: { current, next } })}
    >
      {() => (
        <>
          <Form.Item name="current" label={t('bar.currentPassword')} rules={[{ required: true }]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Form.Item
            name="next"
            label={t('bar.nextPassword')}
            rules={[{ required: true }, { min: 10, max: 200, message: t('users.passwordHint') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item noStyle dependencies={['next']}>
            {({ getFieldValue }) => (
              <PasswordStrength
                password={String(getFieldValue('next') ?? '')}
                username={me?.username ?? ''}
              />
            )}
          </Form.Item>
          <Form.Item
            name="again"
            label={t('bar.againPassword')}
            dependencies={['next']}
            rules={[
              { required: true },
              ({ getFieldValue }) => ({
                validator: async (_, value: string | undefined) => {
                  if (value !== undefined && value !== '' && value !== getFieldValue('next'))
                    throw new Error(t('bar.passwordsDiffer'));
                },
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
