import type { PlaceFinder } from '../places/index.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor } from '../platform/http/route.ts';
import type { HallPolicies } from './hall-policies.ts';

/** Whether the actor may hear a camera he may see: the permission `live:listen` there, and the hall's word on sound. */
export type MayListen = (actor: Actor, cameraId: string) => Promise<boolean>;

export function createMayListen(needs: {
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly policies: Pick<HallPolicies, 'ofCamera'>;
}): MayListen {
  return async (actor, cameraId) => {
    const place = await needs.finder.ofCamera(cameraId);
    if (!place || !(await needs.gate.permits(actor, 'live:listen', place))) return false;
    return (await needs.policies.ofCamera(cameraId))?.policy.soundAllowed ?? false;
  };
}
