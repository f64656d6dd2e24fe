/** 电视墙 and 轮巡: saved layouts of tiles, cycles through them, and the screens that show them. */
import { z } from 'zod';
import { role } from './access.ts';
import { cardLevel } from './alerts.ts';
import { camera, placement } from './cameras.ts';
import { id, instant, listOf, listQuery, name } from './common.ts';
import { leadKind } from './leads.ts';
import { regionCode, window } from './places.ts';
import { GRID_UNITS, layoutFaults } from './wall-layout.ts';

/** Tiles on a page, at most. */
export const MOST_TILES = 64;
export const MOST_PAGES = 20;
/** Walls, and tours, that one person may have. */
export const MOST_WALLS = 200;
/** What was removed is brought back within this. */
export const WALL_UNDO_MS = 10 * 60_000;
const unit = z.number().int().min(0).max(GRID_UNITS);

/**
 * What a tile shows: a camera; or the n-th most troubled window, whichever it is ("follow the trouble"). `hidden`: a
 * camera that the asker may not see, or that is gone. Sent back as it came, the tile keeps what it has.
 */
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
  z.object({ kind: z.literal('hidden') }),
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
export const wallPage = z
  .object({
    name: z.string().trim().max(40, 'at most 40 characters').default(''),
    tiles: z.array(wallTile).max(MOST_TILES, `at most ${MOST_TILES} tiles a page`),
  })
  .superRefine(({ tiles }, ctx) => {
    for (const { index, message } of layoutFaults(tiles))
      ctx.addIssue({ code: 'custom', message, path: ['tiles', index] });
  });
export type WallPageLayout = z.infer<typeof wallPage>;

/** With whom it is shared: everybody of a role, or one person; nobody sees a camera by it that he may not see anyway. */
export const wallShare = z.object({
  with: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('role'), role }),
    /** `name`: as it was when it was shared, to tell whom without asking. */
    z.object({ kind: z.literal('user'), id, name: z.string().max(200).optional() }),
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
  /** Tiles of cameras that the asker may not see, or that are gone: `hidden` in the pages. */
  hidden: z.number().int(),
  updatedAt: instant,
  version: z.number().int(),
});
export type SavedWall = z.infer<typeof savedWall>;
/** `version`: the wall as it was changed from; when it is another by now: 409 `wall_changed`. Shares are its owner's to set. */
export const setWall = wallBody.extend({ version: z.number().int().min(1) });
/** By name. `shares` are told to the owner only. */
export const listedWall = savedWall
  .omit({ pages: true, hidden: true })
  .extend({ pages: z.number().int(), tiles: z.number().int() });
export type ListedWall = z.infer<typeof listedWall>;
export const savedWalls = listOf(listedWall);
export const wallsQuery = listQuery.extend({ whose: z.enum(['mine', 'shared', 'all']).default('all') });

/** With whom one may share: roles; and people by a part of their name, nobody without one. */
export const sharePeopleQuery = z.object({ q: z.string().trim().max(100).default('') });
export const sharePeople = z.object({
  items: z.array(z.object({ id, username: z.string(), displayName: z.string() })),
  roles: z.array(z.object({ role, name: z.string().nullable() })),
});
export type SharePeople = z.infer<typeof sharePeople>;

/** Everything to draw these cameras' tiles; who may not see one is not answered it. */
export const wallPicturesQuery = z.object({
  cameras: z
    .string()
    .max(MOST_TILES * 40)
    .transform((text) => [...new Set(text.split(',').filter((one) => one !== ''))])
    .pipe(z.array(id).min(1, 'at least one camera').max(MOST_TILES, `at most ${MOST_TILES} cameras`)),
});
export const wallPictures = z.object({
  cameras: z.array(camera.extend({ hallName: z.string() })),
  windows: z.array(window),
  placements: z.array(placement),
});
export type WallPictures = z.infer<typeof wallPictures>;

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
/** As of walls; 409 `tour_changed`. */
export const setTour = tourBody.extend({ version: z.number().int().min(1) });
export const tours = listOf(tour);

/**
 * How long news of a window is a reason to look at it now, ms: as long as a card may lie before whoever supervises is
 * told of it (`server/duty`, ours). After that it is in a queue or with somebody, and the picture shows other people.
 */
export const TROUBLE_FRESH_MS = 60 * 60_000;

/**
 * Why a window needs a look. Only what is fresh or goes on:
 * - `card`: issued within `TROUBLE_FRESH_MS` and not dealt with (no order, no appeal, no proposal to revoke it); an older
 *   yellow or red one while its case is at the window. An older warning is none: of the case served now it is `nearLimit`.
 * - `lead`: not decided and not explained, raised within `TROUBLE_FRESH_MS` or still going on within it.
 * - `wait`: goes on now. `picture`: somebody at the applicants' side of a window that is not closed, and nobody at the
 *   clerk's, for 2 minutes; `record`: a ticket called 5 minutes ago and not begun.
 * - `nearLimit`: the limit of the case that is at the window comes near.
 */
export const troubleReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), level: cardLevel, alertId: id, since: instant }),
  z.object({ kind: z.literal('lead'), leadKind, leadId: id, since: instant, strength: z.number() }),
  z.object({ kind: z.literal('wait'), seen: z.enum(['picture', 'record']), since: instant }),
  z.object({ kind: z.literal('nearLimit'), since: instant }),
]);
export type TroubleReason = z.infer<typeof troubleReason>;
/** A window that needs a look, the most urgent first. */
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
  nextCursor: z.string().nullable(),
});
export type WallSources = z.infer<typeof wallSources>;

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
/** Screens of one person at a time. */
export const MOST_SCREENS = 16;
export const screenShow = z.object({ screenId: z.string().max(64), content: screenContent });
