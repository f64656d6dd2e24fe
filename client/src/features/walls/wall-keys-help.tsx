/** All keys of a saved wall. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import '../../components/key-caps.css';

const rows = [
  ['← → ↑ ↓', 'arrows'],
  ['F', 'large'],
  ['M', 'send'],
  ['O', 'overlay'],
  ['PgUp  PgDn', 'pages'],
  ['1 … 9', 'number'],
  ['Esc', 'back'],
] as const;

export function WallKeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('wall.keysTitle')} footer={null} onCancel={onClose} width={400}>
      <dl className="mc-walls-keys">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`walls.key.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
