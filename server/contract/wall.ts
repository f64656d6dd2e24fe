/** Everything a hall's wall needs to be drawn, in one answer; what is live about it comes over Socket.IO. */
import { z } from 'zod';
import { camera, placement } from './cameras.ts';
import { hall, window } from './places.ts';

export const wall = z.object({
  hall,
  /** By name. */
  cameras: z.array(camera),
  /** In the order of their codes. */
  windows: z.array(window),
  /** The placements open now. */
  placements: z.array(placement),
});
export type Wall = z.infer<typeof wall>;
