/** The registry across halls: lists of windows and cameras over a whole city, and the tree that leads to them. */
import { z } from 'zod';
import { camera } from './cameras.ts';
import { id, listQuery } from './common.ts';
import { region, regionCode, window } from './places.ts';

const flag = z.enum(['yes', 'no']);

/** What both lists are narrowed by. */
const everywhereQuery = listQuery.extend({
  /** This region and everything below it. */
  regionCode: regionCode.optional(),
  hallId: id.optional(),
  /** Windows it runs now; cameras that have one of them in the picture. */
  departmentId: id.optional(),
  /** Windows that a camera has in its picture; cameras with a window in theirs. */
  placed: flag.optional(),
  /** Closed ones are left out unless asked for. */
  closed: z.enum(['include', 'only']).optional(),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export const windowsQuery = everywhereQuery.extend({
  sort: z.enum(['code', 'name', 'hall', 'created']).default('hall'),
});
export const camerasQuery = everywhereQuery.extend({
  sort: z.enum(['name', 'hall', 'created']).default('hall'),
});

export const listedWindow = window.extend({
  hallName: z.string(),
  regionCode,
  /** Cameras with it in their picture now, by name; as far as the asker sees them. */
  cameras: z.array(z.object({ id, name: z.string() })),
});
export type ListedWindow = z.infer<typeof listedWindow>;

export const listedCamera = camera.extend({
  hallName: z.string(),
  regionCode,
  /** Windows in its picture now, by code; as far as the asker sees them. */
  windows: z.array(z.object({ id, code: z.string() })),
});
export type ListedCamera = z.infer<typeof listedCamera>;

/** A page; `total`, of all pages, comes with the first one only. */
export const countedListOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.number().int().nullable(),
  });

/** `GET /api/v1/registry/tree`: regions and halls as far as the asker sees them, with what is in them. */
export const registryTree = z.object({
  /** By code: a region always after the one it belongs to. */
  regions: z.array(region.pick({ code: true, name: true, level: true, parentCode: true })),
  /** By region and name. */
  halls: z.array(
    z.object({
      id,
      name: z.string(),
      regionCode,
      windows: z.number().int(),
      cameras: z.number().int(),
      /** Windows that no camera has in its picture. */
      unseen: z.number().int(),
      departments: z.number().int(),
    }),
  ),
});
export type RegistryTree = z.infer<typeof registryTree>;
