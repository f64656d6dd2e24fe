/** At which internal addresses cameras may be: everything else internal is never connected to. */
import { z } from 'zod';
import { id, instant } from './common.ts';

export const cameraNetwork = z.object({
  /** Null: it is in the server's settings and is changed there. */
  id: id.nullable(),
  /** `192.168.1.0/24`. */
  cidr: z.string(),
  note: z.string(),
  createdAt: instant.nullable(),
});
export type CameraNetwork = z.infer<typeof cameraNetwork>;

export const newCameraNetwork = z.object({
  /** One address alone is a network of one. */
  cidr: z.string().trim().min(2).max(50),
  note: z.string().trim().max(200).default(''),
});
