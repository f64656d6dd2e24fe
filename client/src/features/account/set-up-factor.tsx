/** Setting up an authenticator: the password, then the code to scan, then the first code it shows. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Enrolment, enrolment, recoveryCodes } from '../../../../server/contract/account.ts';
import { AuthenticatorSetup } from '../../components/authenticator-setup.tsx';
import { api } from '../../lib/api.ts';
import { fieldFaults, problemWords } from '../../lib/problem-words.ts';

export interface SetUpFactorProps {
  readonly onClose: () => void;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
}

export function SetUpFactor({ onClose, onDone }: SetUpFactorProps) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<Enrolment>();
  const begin = useMutation({
    mutationFn: (password: string) =>
      api('/account/second-factor', { method: 'POST', body: { password }, schema: enrolment }),
    onSuccess: setBegun,
  });
  const confirm = useMutation({
    mutationFn: (code: string) =>
      api('/account/second-factor', { method: 'PUT', body: { code }, schema: recoveryCodes }),
    onSuccess: (made) => onDone(made.recoveryCodes),
  });
  const error = begun === undefined ? begin.error : confirm.error;
  const fault = error === null ? undefined : (fieldFaults(error, t)[0]?.message ?? problemWords(error, t));
  return (
    <Modal open width={480} title={t('account.factorSetUp')} footer={null} onCancel={onClose}>
      {fault !== undefined && <Alert type="error" showIcon title={fault} style={{ marginBottom: 12 }} />}
      {begun === undefined ? (
        <Form<{ password: string }> layout="vertical" onFinish={({ password }) => begin.mutate(password)}>
          <Form.Item name="password" label={t('account.provePassword')} rules={[{ required: true }]}>
            <Input.Password autoComplete="current-password" autoFocus data-testid="factor-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={begin.isPending} data-testid="factor-next">
            {t('account.next')}
          </Button>
        </Form>
      ) : (
        <Form<{ code: string }> layout="vertical" onFinish={({ code }) => confirm.mutate(code)}>
          <AuthenticatorSetup enrolment={begun} />
          <Form.Item
            name="code"
            label={t('account.firstCode')}
            rules={[{ required: true }]}
            style={{ marginTop: 16 }}
          >
            <Input
              className="mc-mono"
              autoComplete="one-time-code"
              inputMode="numeric"
              autoFocus
              data-testid="factor-code"
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={confirm.isPending} data-testid="factor-confirm">
            {t('account.confirm')}
          </Button>
        </Form>
      )}
    </Modal>
  );
}
