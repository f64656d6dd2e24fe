/** Why there is nothing to look at of a lead: then the room is the record's. Pure. */
import type { LeadDetail } from '../../../../server/contract/leads.ts';

type Clip = LeadDetail['clips'][number];

export type NoPicture =
  /** It is about cases, an account or a source, at no window. */
  | { readonly kind: 'no_window' }
  /** No camera looked at the window then. */
  | { readonly kind: 'no_camera' }
  /** Cameras looked, and there is no footage of any. */
  | {
      readonly kind: 'not_recorded';
      readonly cameras: readonly Pick<Clip, 'cameraId' | 'cameraName' | 'gap'>[];
    }
  /** There may be footage, and it is not for whoever asks. */
  | { readonly kind: 'not_allowed' };

/**
 * Undefined: there is something to look at.
 * @param bufferFromMs how far back live cameras may still be looked at
 */
export function noPictureOf(
  { windowId, clips, someNotAllowed }: Pick<LeadDetail, 'windowId' | 'clips' | 'someNotAllowed'>,
  bufferFromMs: number,
): NoPicture | undefined {
  if (clips.length === 0) {
    if (someNotAllowed) return { kind: 'not_allowed' };
    return { kind: windowId === null ? 'no_window' : 'no_camera' };
  }
  const recorded = clips.filter(({ percent }) => percent !== null);
  if (recorded.some(({ percent }) => percent !== 0)) return undefined;
  if (recorded.length === 0)
    return clips.some(({ to }) => Date.parse(to) > bufferFromMs) ? undefined : { kind: 'not_allowed' };
  if (someNotAllowed) return { kind: 'not_allowed' };
  const cameras = [...new Map(recorded.map((clip) => [clip.cameraId, clip])).values()];
  return { kind: 'not_recorded', cameras };
}
