/** What else can be done with a place: move, merge, close, and what became of it. One button at the end of its row. */
import { Button, Dropdown } from 'antd';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceChangeKind, PlaceThing } from '../../../../../server/contract/place-changes.ts';
import { useMay } from '../../../lib/me.ts';
import { ChangeDialog } from './change-dialog.tsx';
import type { ChangedPlace } from './changed-place.ts';
import { HistoryDrawer } from './history-drawer.tsx';
import { ServedDrawer } from './served-drawer.tsx';

const KINDS: Record<PlaceThing, readonly PlaceChangeKind[]> = {
  region: ['move', 'merge', 'close'],
  department: ['move', 'merge', 'close'],
  hall: ['move', 'merge', 'close'],
  window: ['move', 'close'],
  matter: ['close'],
};

const stop = (event: SyntheticEvent) => event.stopPropagation();

export function PlaceMenu({ place, size = 'small' }: { place: ChangedPlace; size?: 'small' | 'middle' }) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState<PlaceChangeKind | 'history' | 'served'>();
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const close = () => setOpen(undefined);
  const writes = may(place.thing === 'matter' ? 'matters:write' : 'places:write') && place.closedAt === null;
  const serves = place.thing === 'window' && may('matters:read');
  const items = [
    ...(serves ? [{ key: 'served', label: t('changes.served') }] : []),
    ...(writes
      ? KINDS[place.thing].map((kind) => ({
          key: kind,
          label: t(`changes.${kind}`),
          danger: kind === 'close',
        }))
      : []),
    { type: 'divider' as const },
    { key: 'history', label: t('changes.history') },
  ];
  return (
    // What is clicked in its menu and dialogs is not meant for the row they stand in.
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: nothing is done here, only kept from the row
    <span onClick={stop}>
      {asked || size !== 'small' ? (
        <Dropdown
          trigger={['click']}
          open={shown}
          onOpenChange={setShown}
          menu={{
            items,
            onClick: ({ key }) => {
              setShown(false);
              setOpen(key as typeof open);
            },
          }}
        >
          <Button
            type={size === 'small' ? 'text' : 'default'}
            size={size}
            aria-haspopup="menu"
            autoFocus={asked}
          >
            {t('changes.menu')}
          </Button>
        </Dropdown>
      ) : (
        // A long list draws many of these while it is scrolled; the menu itself is made when it is asked for.
        <button
          type="button"
          className="mc-row-button"
          aria-haspopup="menu"
          onClick={() => {
            setAsked(true);
            setShown(true);
          }}
        >
          {t('changes.menu')}
        </button>
      )}
      {open === 'history' && <HistoryDrawer place={place} onClose={close} />}
      {open === 'served' && <ServedDrawer place={place} onClose={close} />}
      {open !== undefined && open !== 'history' && open !== 'served' && (
        <ChangeDialog place={place} kind={open} onClose={close} />
      )}
    </span>
  );
}
