/** Which windows are in a camera's picture, and which of its profiles a wall shows. */
import type { Camera, Placement, Profile } from '../../../../server/contract/cameras.ts';
import type { Window } from '../../../../server/contract/places.ts';

export interface PlacedWindow {
  readonly window: Window;
  readonly placement: Placement;
}

/** The windows in a camera's picture, from left to right as they are seen. */
export function windowsInPicture(
  data: { readonly placements: readonly Placement[]; readonly windows: readonly Window[] },
  cameraId: string,
): PlacedWindow[] {
  return data.placements
    .filter((placement) => placement.cameraId === cameraId)
    .flatMap((placement) => {
      const window = data.windows.find((each) => each.id === placement.windowId);
      return window === undefined ? [] : [{ window, placement }];
    })
    .sort((a, b) => leftOf(a.placement) - leftOf(b.placement));
}

function leftOf(placement: Placement): number {
  return placement.clerkZone.reduce((sum, corner) => sum + corner.x, 0) / placement.clerkZone.length;
}

/** The profile a wall shows: the light one, if the camera has it. */
export function wallProfile(camera: Camera): Profile {
  return camera.profiles.some((each) => each.profile === 'sub') ? 'sub' : 'main';
}
