/** 电视墙 and 轮巡: saved layouts of tiles, cycles through them, and the screens that show them. */
import { z } from 'zod';
import { role } from './access.ts';
import { cardLevel } from './alerts.ts';
import { id, instant, listOf, listQuery, name } from './common.ts';
import { leadKind } from './leads.ts';
import { regionCode } from './places.ts';

/** Tiles on a page, at most. */
export const MOST_TILES = 64;
export const MOST_PAGES = 20;
/** A page is so many units wide and high; a tile lies on whole units. */
export const GRID_UNITS = 24;
const unit = z.number().int().min(0).max(GRID_UNITS);

/** What a tile shows: a camera; or the n-th most troubled window, whichever it is ("follow the trouble"). */
export const tileContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('camera'), cameraId: id }),
  z.object({
    kind: z.literal('trouble'),
    rank: z
      .number()
      .int()
      .min(0)
      .max(MOST_TILES - 1),
  }),
]);
export type TileContent = z.infer<typeof tileContent>;
export const wallTile = z.object({
  id: z.string().min(1).max(40),
  x: unit,
  y: unit,
  w: z.number().int().min(1).max(GRID_UNITS),
  h: z.number().int().min(1).max(GRID_UNITS),
  content: tileContent,
});
export type WallTileLayout = z.infer<typeof wallTile>;
export const wallPage = z.object({
  name: z.string().trim().max(40).default(''),
  tiles: z.array(wallTile).max(MOST_TILES, `at most ${MOST_TILES} tiles a page`),
});
export type WallPageLayout = z.infer<typeof wallPage>;

/** With whom it is shared: everybody of a role, or one person; nobody sees a camera by it that he may not see anyway. */
export const wallShare = z.object({
  with: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('role'), role }),
    z.object({ kind: z.literal('user'), id }),
    z.object({ kind: z.literal('everybody') }),
  ]),
  right: z.enum(['see', 'change']),
});
export type WallShare = z.infer<typeof wallShare>;
export const wallBody = z.object({
  name,
  pages: z.array(wallPage).min(1).max(MOST_PAGES),
  shares: z.array(wallShare).max(50).default([]),
});
export const savedWall = wallBody.extend({
  id,
  ownerId: id,
  ownerName: z.string(),
  may: z.enum(['see', 'change', 'own']),
  /** Cameras on it that the asker may not see: their tiles say so. */
  hidden: z.number().int(),
  updatedAt: instant,
  version: z.number().int(),
});
export type SavedWall = z.infer<typeof savedWall>;
export const setWall = wallBody.extend({ version: z.number().int().min(1) });
export const savedWalls = listOf(
  savedWall.omit({ pages: true }).extend({ pages: z.number().int(), tiles: z.number().int() }),
);

export const tourBody = z.object({
  name,
  steps: z
    .array(
      z.object({
        wallId: id,
        page: z
          .number()
          .int()
          .min(0)
          .max(MOST_PAGES - 1),
        dwellSeconds: z.number().int().min(3).max(3600),
        /** Shown so many times a round, spread over it. */
        priority: z.number().int().min(1).max(5).default(1),
      }),
    )
    .min(1)
    .max(100),
  /** A fresh card or lead in one of its pictures is shown first. */
  interrupt: z.boolean().default(true),
  shares: z.array(wallShare).max(50).default([]),
});
export const tour = tourBody.extend({
  id,
  ownerId: id,
  ownerName: z.string(),
  may: z.enum(['see', 'change', 'own']),
  updatedAt: instant,
  version: z.number().int(),
});
export type Tour = z.infer<typeof tour>;
export const setTour = tourBody.extend({ version: z.number().int().min(1) });
export const tours = listOf(tour);

/** A window that needs a look, the most urgent first. */
export const troubleReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), level: cardLevel, alertId: id, since: instant }),
  z.object({ kind: z.literal('lead'), leadKind, leadId: id, since: instant, strength: z.number() }),
  /** Somebody at the applicants' side and nobody at the clerk's, or a ticket called and not begun. */
  z.object({ kind: z.literal('wait'), since: instant }),
  z.object({ kind: z.literal('nearLimit'), since: instant }),
]);
export type TroubleReason = z.infer<typeof troubleReason>;
export const trouble = z.object({
  windowId: id,
  windowCode: z.string(),
  hallId: id,
  hallName: z.string(),
  departmentName: z.string().nullable(),
  cameraId: id.nullable(),
  reasons: z.array(troubleReason).min(1),
  score: z.number(),
});
export type Trouble = z.infer<typeof trouble>;
export const troubles = z.object({ items: z.array(trouble), at: instant });
export const troublesQuery = z.object({
  regionCode: regionCode.optional(),
  hallId: id.optional(),
  limit: z.coerce.number().int().min(1).max(MOST_TILES).default(16),
});

/** Cameras to build walls from, in groups. */
export const wallSourcesQuery = listQuery.extend({
  groupBy: z.enum(['hall', 'department', 'matter', 'state']).default('hall'),
  regionCode: regionCode.optional(),
});
export const wallSources = z.object({
  groups: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      cameras: z.array(
        z.object({
          cameraId: id,
          cameraName: z.string(),
          hallId: id,
          hallName: z.string(),
          windowCodes: z.array(z.string()),
        }),
      ),
    }),
  ),
  cut: z.boolean(),
});

/** What a screen shows. */
export const screenContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('camera'), cameraId: id }),
  z.object({
    kind: z.literal('wall'),
    wallId: id,
    page: z
      .number()
      .int()
      .min(0)
      .max(MOST_PAGES - 1),
  }),
  z.object({ kind: z.literal('tour'), tourId: id }),
]);
export type ScreenContent = z.infer<typeof screenContent>;
export const screenName = z.string().trim().min(1, 'must not be empty').max(40, 'at most 40 characters');
/** A browser window with a name, of one's own session: driven by oneself from any other window. */
export const screen = z.object({
  id: z.string(),
  name: screenName,
  content: screenContent,
  joinedAt: instant,
});
export type Screen = z.infer<typeof screen>;
export const screenJoin = z.object({ name: screenName, content: screenContent.default({ kind: 'nothing' }) });
export const screenShow = z.object({ screenId: z.string().max(64), content: screenContent });
