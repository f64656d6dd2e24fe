/** The site's rules for signing in. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, InputNumber, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { builtInRole } from '../../../../server/contract/access.ts';
import {
  DEFAULT_SIGN_IN_SETTINGS,
  type SignInSettings,
  signInSettings,
} from '../../../../server/contract/account.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { fieldFaults, problemWords } from '../../lib/problem-words.ts';
import { roleWords, useRoles } from '../../lib/roles.ts';
import './security.css';

const path = '/settings/sign-in';
const key = ['settings', 'sign-in'] as const;

export function SecurityTab() {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api(path, { schema: signInSettings, signal }),
  });
  if (data !== undefined) return <Rules settings={data} />;
  return error === null ? (
    <Skeleton active paragraph={{ rows: 8 }} />
  ) : (
    <ErrorView error={error} onRetry={() => void refetch()} />
  );
}

function Rules({ settings }: { settings: SignInSettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: roles } = useRoles();
  const [form] = Form.useForm<SignInSettings>();
  const saving = useMutation({
    mutationFn: (body: SignInSettings) => api(path, { method: 'PUT', body, schema: signInSettings }),
    onSuccess: (saved) => {
      queries.setQueryData(key, saved);
      void message.success(t('security.saved'));
    },
    onError: (error) =>
      form.setFields(
        fieldFaults(error, t).map(({ path: name, message: fault }) => ({
          name: name as never,
          errors: [fault],
        })),
      ),
  });
  const number = (name: keyof SignInSettings, label: string, limits: [number, number], hint?: string) => (
    <Form.Item
      name={name}
      label={label}
      extra={hint}
      rules={[{ required: true, type: 'integer', min: limits[0], max: limits[1] }]}
    >
      <InputNumber min={limits[0]} max={limits[1]} precision={0} style={{ width: 160 }} />
    </Form.Item>
  );
  return (
    <Form<SignInSettings>
      form={form}
      layout="vertical"
      className="mc-security"
      initialValues={settings}
      onFinish={(values) =>
        saving.mutate({ ...values, passwordMaxAgeDays: values.passwordMaxAgeDays ?? null })
      }
    >
      <p className="mc-muted">{t('security.text')}</p>
      {saving.error !== null && (
        <Alert type="error" showIcon title={problemWords(saving.error, t)} style={{ marginBottom: 12 }} />
      )}
      <section className="mc-panel">
        <h2>{t('account.factor')}</h2>
        <Form.Item
          name="secondFactorRoles"
          label={t('security.factorRoles')}
          extra={t('security.factorRolesHint')}
        >
          <Select
            mode="multiple"
            options={(roles ?? builtInRole.options.map((id) => ({ id, name: null }))).map(({ id, name }) => ({
              value: id,
              label: roleWords(id, name, t),
            }))}
          />
        </Form.Item>
      </section>
      <section className="mc-panel">
        <h2>{t('account.password')}</h2>
        <Form.Item
          name="passwordMaxAgeDays"
          label={t('security.maxAge')}
          extra={t('security.maxAgeHint')}
          rules={[{ type: 'integer', min: 1, max: 3650 }]}
        >
          <InputNumber min={1} max={3650} precision={0} style={{ width: 160 }} />
        </Form.Item>
      </section>
      <section className="mc-panel">
        <h2>{t('security.lock')}</h2>
        <p className="mc-muted">{t('security.lockHint')}</p>
        <div className="mc-security-row">
          {number('lockAfter', t('security.lockAfter'), [3, 100])}
          {number('lockWindowMinutes', t('security.lockWindow'), [1, 1440])}
          {number('lockMinutes', t('security.lockMinutes'), [1, 1440])}
        </div>
      </section>
      <section className="mc-panel">
        <h2>{t('security.sessions')}</h2>
        <div className="mc-security-row">
          {number('idleMinutes', t('security.idle'), [5, 10_080], t('security.idleHint'))}
          {number('lifetimeHours', t('security.lifetime'), [1, 2160])}
        </div>
      </section>
      <div className="mc-security-actions">
        <Button type="primary" htmlType="submit" loading={saving.isPending}>
          {t('common.save')}
        </Button>
        <Button onClick={() => form.setFieldsValue(DEFAULT_SIGN_IN_SETTINGS)}>{t('security.reset')}</Button>
      </div>
    </Form>
  );
}
