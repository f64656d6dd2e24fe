/** What a policy would do to the footage there is, by what is known of each camera: told before it is saved. Pure. */
import type { CameraRecording, RecordingPolicy } from '../../../../server/contract/recordings.ts';

export interface PolicyEffect {
  /** Of cameras whose footage reaches further back than the days; about, as if it had grown evenly. */
  readonly purgedBytes: number;
  readonly oldest: string | null;
  readonly heldBytes: number;
  /** Cameras that stop being recorded. */
  readonly stops: number;
  readonly losesSound: number;
  /** A day's growth of those that are recorded, by their rate now. */
  readonly bytesADay: number;
}

type Known = Pick<CameraRecording, 'bytes' | 'heldBytes' | 'oldest' | 'policy' | 'kbps'>;

const DAY_MS = 86_400_000;

export function policyEffect(
  cameras: readonly Known[],
  policy: Pick<RecordingPolicy, 'mode' | 'days' | 'sound'>,
  nowMs: number,
): PolicyEffect {
  let [purgedBytes, heldBytes, bytesADay] = [0, 0, 0];
  let oldest: string | null = null;
  for (const camera of cameras) {
    if (camera.kbps !== null && policy.mode === 'continuous') bytesADay += (camera.kbps / 8) * 1000 * 86_400;
    if (camera.oldest === null) continue;
    const ageDays = (nowMs - Date.parse(camera.oldest)) / DAY_MS;
    // Only what was kept before is lost by it: the rest was on its way out.
    if (ageDays <= policy.days || policy.days >= camera.policy.days) continue;
    const share = (ageDays - policy.days) / ageDays;
    // Held footage is mostly old; what of it lies within the days is not known here.
    purgedBytes += Math.max(0, camera.bytes * share - camera.heldBytes);
    heldBytes += camera.heldBytes;
    if (oldest === null || camera.oldest < oldest) oldest = camera.oldest;
  }
  const were = cameras.filter((camera) => camera.policy.mode === 'continuous');
  return {
    ...{ purgedBytes: Math.round(purgedBytes), oldest, heldBytes, bytesADay: Math.round(bytesADay) },
    stops: policy.mode === 'off' ? were.length : 0,
    losesSound:
      policy.mode === 'continuous' && !policy.sound ? were.filter((one) => one.policy.sound).length : 0,
  };
}
