/** All keys of the wall. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import '../../components/key-caps.css';
import '../../components/keys-dialog.css';

const rows = [
  ['/', 'search'],
  ['1  4  9  0', 'layouts'],
  ['O', 'overlay'],
  ['← → ↑ ↓', 'arrows'],
  ['F  Enter', 'large'],
  ['C', 'card'],
  ['B', 'finding'],
  ['M', 'sound'],
  ['J', 'back'],
  ['K', 'pause'],
  ['L  End', 'live'],
  ['Esc', 'escape'],
  ['PgUp  PgDn', 'pages'],
  ['?', 'help'],
] as const;

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="mc-keys" onClose={onClose} aria-label={t('wall.keysTitle')}>
      <h2>{t('wall.keysTitle')}</h2>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`wall.key.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" className="mc-button">
          {t('common.close')}
        </button>
      </form>
    </dialog>
  );
}
