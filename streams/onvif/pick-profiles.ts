import type { DeviceProfile } from './device-report.ts';

const WALL = { width: 640, height: 360 } as const;

/**
 * Which profiles to register: `main` the largest picture; `sub` the one nearest 640×360 among those that browsers can
 * play, if it is smaller than the main one.
 */
export function pickProfiles(profiles: readonly DeviceProfile[]): { main?: string; sub?: string } {
  const usable = profiles.filter(({ streamUrl, codec }) => streamUrl !== undefined && codec !== 'JPEG');
  const pool = usable.length > 0 ? usable : profiles.filter(({ streamUrl }) => streamUrl !== undefined);
  const main = pool.reduce<DeviceProfile | undefined>(
    (best, each) => (best && areaOf(best) >= areaOf(each) ? best : each),
    undefined,
  );
  if (!main) return {};
  const smaller = pool.filter(
    (each) => each !== main && areaOf(each) < areaOf(main) && each.streamUrl !== main.streamUrl,
  );
  const playable = smaller.filter(({ codec }) => codec === 'H264');
  // An H.265 one is transcoded while watched; the smaller the picture, the less that costs.
  const [sub] = [...(playable.length > 0 ? playable : smaller)].sort((a, b) => farFrom(a) - farFrom(b));
  return { main: main.token, ...(sub && { sub: sub.token }) };
}

const areaOf = ({ width, height }: DeviceProfile): number => width * height;
/** In doublings, so that half and twice the size are equally far. */
const farFrom = (profile: DeviceProfile): number =>
  Math.abs(Math.log2(Math.max(1, areaOf(profile)) / (WALL.width * WALL.height)));
