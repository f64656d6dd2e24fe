/** A hall's wall as registered: cameras, windows and who is where in whose picture. */
import { useQuery } from '@tanstack/react-query';
import type { Camera, Placement, Profile } from '../../../../server/contract/cameras.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { type Wall, wall } from '../../../../server/contract/wall.ts';
import { api } from '../../lib/api.ts';

export function useWall(hallId: string) {
  return useQuery({
    queryKey: ['wall', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/wall`, { schema: wall, signal }),
    // A wall stays open for weeks; what is registered meanwhile should come by itself.
    refetchInterval: 60_000,
    staleTime: 15_000,
  });
}

export interface PlacedWindow {
  readonly window: Window;
  readonly placement: Placement;
}

/** The windows in a camera's picture, from left to right as they are seen. */
export function windowsInPicture(data: Wall, cameraId: string): PlacedWindow[] {
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
