/** All keys of the alert centre. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { decisions, keyOf } from './alert-actions.ts';

export function AlertKeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const rows: [string, string][] = [
    ['J  K  ↓  ↑', t('alerts.keys.move')],
    ['Enter', t('alerts.keys.enter')],
    ['Esc', t('alerts.keys.escape')],
    ['X', t('alerts.keys.mark')],
    ...decisions.map((action): [string, string] => [keyOf(action).toUpperCase(), t(`alerts.act.${action}`)]),
    ['?', t('alerts.keys.help')],
  ];
  return (
    <Modal open title={t('alerts.keys.title')} footer={null} onCancel={onClose} width={420}>
      <dl className="mc-alert-keys">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
