/** All keys of a playback. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { OccupancyLegend } from '../occupancy/occupancy-legend.tsx';
import '../key-caps.css';
import './playback-keys-help.css';

const rows = [
  ['Space', 'toggle'],
  ['J  K  L', 'shuttle'],
  [',  .', 'frames'],
  ['←  →', 'second'],
  ['Shift ←  Shift →', 'tenSeconds'],
  ['[  ]', 'events'],
  ['Home  End', 'edges'],
  ['G', 'goTo'],
  ['I  O', 'marks'],
  ['R', 'loop'],
  ['X', 'clearMarks'],
  ['S', 'snapshot'],
  ['N', 'note'],
  ['B', 'finding'],
  ['M', 'sound'],
  ['?', 'help'],
] as const;

export function PlaybackKeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('wall.keysTitle')} footer={null} onCancel={onClose} width={460}>
      <dl className="mc-playback-keys">
        {rows.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.split('  ').map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(`playback.key.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <OccupancyLegend />
    </Modal>
  );
}
