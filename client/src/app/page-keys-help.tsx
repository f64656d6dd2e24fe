/** `?`: all keys of the page that is shown, and those that are everywhere. Pages with a list of their own keep it. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyRow, usePageKeyLists } from '../lib/page-keys.ts';
import { inDialog, typing } from '../lib/typing.ts';
import '../components/key-caps.css';
import '../components/keys-dialog.css';

export function PageKeysHelp() {
  const { isOpen, show } = usePageKeyLists();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event) || inDialog()) return;
      // After the page's own listeners, which may have a list of their own.
      window.setTimeout(() => {
        if (!event.defaultPrevented) show(true);
      });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [show]);
  return isOpen ? <KeysDialog onClose={() => show(false)} /> : null;
}

function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lists = usePageKeyLists((state) => state.lists);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const everywhere: readonly KeyRow[] = [
    ['/', t('wall.key.search')],
    ['Tab  Shift Tab', t('app.keys.focus')],
    ['?', t('wall.key.help')],
  ];
  return (
    <dialog ref={dialog} className="mc-keys" onClose={onClose} aria-label={t('wall.keysTitle')}>
      <h2>{t('wall.keysTitle')}</h2>
      <dl>
        {[...lists.flat(), ...everywhere].map(([keys, what]) => (
          <div key={`${keys} ${what}`}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
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
