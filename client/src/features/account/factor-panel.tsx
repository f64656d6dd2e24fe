/** One's second factor: set up, renew the recovery codes, do without. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Account, recoveryCodes } from '../../../../server/contract/account.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { api } from '../../lib/api.ts';
import { instantText } from '../../lib/time.ts';
import { CodesModal } from './codes-modal.tsx';
import { SetUpFactor } from './set-up-factor.tsx';

interface Proof {
  readonly password: string;
  readonly code: string;
}

export function FactorPanel({ own }: { own: Account }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'set-up' | 'renew' | 'remove'>();
  const [codes, setCodes] = useState<readonly string[]>();
  const { secondFactor, secondFactorRequired, password } = own;
  const changed = () => queries.invalidateQueries({ queryKey: ['account'] });
  const close = () => setOpen(undefined);
  // Whoever signs in elsewhere has theirs there.
  if (password === null) return null;
  return (
    <section className="mc-panel">
      <h2>{t('account.factor')}</h2>
      <p>
        {secondFactor === null
          ? t('account.factorOff')
          : t('account.factorOn', { at: instantText(secondFactor.since) })}
      </p>
      {secondFactor !== null && <p>{t('account.codesLeft', { n: secondFactor.recoveryCodesLeft })}</p>}
      {secondFactorRequired && <p>{t('account.factorRequired')}</p>}
      <div className="mc-panel-actions">
        {secondFactor === null ? (
          <Button type="primary" data-testid="factor-set-up" onClick={() => setOpen('set-up')}>
            {t('account.factorSetUp')}
          </Button>
        ) : (
          <>
            <Button onClick={() => setOpen('renew')}>{t('account.codesRenew')}</Button>
            {!secondFactorRequired && (
              <Button danger onClick={() => setOpen('remove')}>
                {t('account.factorRemove')}
              </Button>
            )}
          </>
        )}
      </div>
      {open === 'set-up' && (
        <SetUpFactor
          onClose={close}
          onDone={(made) => {
            close();
            setCodes(made);
            void changed();
          }}
        />
      )}
      {open === 'renew' && (
        <FormDrawer<Proof>
          title={t('account.codesRenew')}
          initial={{}}
          onClose={close}
          onSaved={() => {
            close();
            void changed();
          }}
          save={async (body) => {
            const made = await api('/account/recovery-codes', {
              method: 'POST',
              body,
              schema: recoveryCodes,
            });
            setCodes(made.recoveryCodes);
          }}
        >
          {() => <ProofFields />}
        </FormDrawer>
      )}
      {open === 'remove' && (
        <FormDrawer<Proof>
          title={t('account.factorRemove')}
          initial={{}}
          onClose={close}
          onSaved={() => {
            close();
            void message.info(t('account.factorRemoved'));
            void changed();
          }}
          save={(body) => api('/account/second-factor/removal', { method: 'POST', body })}
        >
          {() => <ProofFields />}
        </FormDrawer>
      )}
      {codes !== undefined && (
        <CodesModal codes={codes} username={own.username} onClose={() => setCodes(undefined)} />
      )}
    </section>
  );
}

function ProofFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="password" label={t('account.provePassword')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item name="code" label={t('account.proveCode')} rules={[{ required: true }]}>
        <Input className="mc-mono" autoComplete="one-time-code" />
      </Form.Item>
    </>
  );
}
