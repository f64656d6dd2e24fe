/**
 * How many cameras of the hall's other pages are known to have no picture. One that nobody watches or records is
 * not known to be well or ill, and is not counted.
 */
import type { Camera } from '../../../../server/contract/cameras.ts';
import { wallProfile } from '../../components/wall/placed-windows.ts';
import { useStreamStatuses } from '../../lib/use-stream-statuses.ts';

export function useTroubledElsewhere(cameras: readonly Camera[]): number {
  const statuses = useStreamStatuses(cameras.map((camera) => `${camera.id}/${wallProfile(camera)}`));
  return [...statuses.values()].filter(({ offlineSince, fault }) => offlineSince !== null && fault !== null)
    .length;
}
