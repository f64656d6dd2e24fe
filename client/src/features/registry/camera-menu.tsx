/** What else can be done with a camera in a long list: take it to another hall, or retire it. */
import { Button, Dropdown } from 'antd';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

const stop = (event: SyntheticEvent) => event.stopPropagation();

export function CameraMenu({ onMove, onRetire }: { onMove: () => void; onRetire: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const show = () => {
    setAsked(true);
    setShown(true);
  };
  // A long list draws many of these while it is scrolled; the menu itself is made when it is asked for.
  if (!asked)
    return (
      <button
        type="button"
        className="mc-row-button"
        aria-haspopup="menu"
        onClick={(event) => {
          stop(event);
          show();
        }}
      >
        {t('changes.menu')}
      </button>
    );
  return (
    // What is clicked in its menu is not meant for the row it stands in.
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: nothing is done here, only kept from the row
    <span onClick={stop}>
      <Dropdown
        trigger={['click']}
        open={shown}
        onOpenChange={setShown}
        menu={{
          items: [
            { key: 'move', label: t('camera.move') },
            { key: 'retire', label: t('camera.retire'), danger: true },
          ],
          onClick: ({ key }) => {
            setShown(false);
            if (key === 'move') onMove();
            else onRetire();
          },
        }}
      >
        <Button type="text" size="small" aria-haspopup="menu" autoFocus>
          {t('changes.menu')}
        </Button>
      </Dropdown>
    </span>
  );
}
