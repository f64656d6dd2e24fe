/** 回放: what happened here at that time? Pictures in step, the timeline under them. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError } from '../../lib/api.ts';
import { useCameraNames } from '../../lib/camera-name.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { CameraBar } from './camera-bar.tsx';
import { PlaybackRoom } from './playback-room.tsx';
import { useAddress } from './use-address.ts';
import './playback-page.css';

/** Footage of the last seconds is still on its way to disk. */
const FIRST_BEHIND_MS = 60_000;

export default function PlaybackPage() {
  const { t } = useTranslation();
  const { clock } = useServices();
  const may = useMay();
  const address = useAddress();
  const [first] = useState(() => address.atMs ?? clock.now() - FIRST_BEHIND_MS);
  const [layout, setLayout] = useState<number | undefined>();
  const [choosing, setChoosing] = useState(address.cameraIds.length === 0);
  const nameOf = useCameraNames(address.cameraIds);
  const ids = address.cameraIds.join();
  const names = ids
    .split(',')
    .filter((id) => id !== '')
    .map(nameOf)
    .join('\n');
  const cameras = useMemo(() => {
    const words = names.split('\n');
    return ids === '' ? [] : ids.split(',').map((id, index) => ({ id, name: words[index] ?? '' }));
  }, [ids, names]);
  if (!may('recordings:view'))
    return <ErrorView error={new ApiError({ status: 403, code: 'forbidden', message: '' })} />;
  const bar = (
    <CameraBar
      {...{ cameras, layout, choosing }}
      onChoose={address.choose}
      onLayout={setLayout}
      onChoosing={setChoosing}
    />
  );
  if (cameras.length === 0)
    return (
      <div className="mc-playback">
        {bar}
        <EmptyView title={t('playback.emptyTitle')} text={t('playback.emptyText')} />
      </div>
    );
  return (
    <div className="mc-playback">
      {bar}
      <PlaybackRoom cameras={cameras} at={first} layout={layout} choosing={choosing} />
    </div>
  );
}
