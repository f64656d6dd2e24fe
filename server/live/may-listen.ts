import type { Actor } from '../platform/http/route.ts';

/** Whether the actor may hear a camera he may see: the permission `live:listen` there, and the hall's word on sound. */
export type MayListen = (actor: Actor, cameraId: string) => Promise<boolean>;
