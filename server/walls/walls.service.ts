/** Saved walls: what is on them is checked when it is saved, and hidden from who may not see it. */
import type { z } from 'zod';
import type {
  ListedWall,
  SavedWall,
  setWall,
  WallPageLayout,
  wallBody,
  wallsQuery,
} from '../contract/walls.ts';
import type { Visibility } from '../places/index.ts';
import { type FieldFault, invalid } from '../platform/errors.ts';
import type { Page } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Mine, Saved } from './saved.service.ts';
import type { Sight, SightStore } from './sight.store.ts';

export type WallPages = readonly WallPageLayout[];

export interface WallsOptions {
  readonly saved: Saved<WallPages>;
  readonly sight: SightStore;
  readonly visibility: Visibility;
}

export class WallsService {
  readonly #options: WallsOptions;

  constructor(options: WallsOptions) {
    this.#options = options;
  }

  async list(actor: Actor, query: z.output<typeof wallsQuery>): Promise<Page<ListedWall>> {
    const { items, nextCursor } = await this.#options.saved.list(actor, query);
    return { items: items.map(listed), nextCursor };
  }

  async get(actor: Actor, id: string): Promise<SavedWall> {
    return this.#shown(actor, await this.#options.saved.get(actor, id));
  }

  async create(actor: Actor, given: z.output<typeof wallBody>): Promise<SavedWall> {
    const { name, shares } = given;
    const body = await this.#checked(actor, given.pages, []);
    return this.#shown(actor, await this.#options.saved.create(actor, { name, body, shares }));
  }

  async change(actor: Actor, id: string, given: z.output<typeof setWall>): Promise<SavedWall> {
    const { name, shares, version } = given;
    const changed = await this.#options.saved.change(actor, id, version, async ({ row }) => ({
      name,
      shares,
      body: await this.#checked(actor, given.pages, row.body),
    }));
    return this.#shown(actor, changed);
  }

  remove(actor: Actor, id: string): Promise<void> {
    return this.#options.saved.remove(actor, id);
  }

  async restore(actor: Actor, id: string): Promise<SavedWall> {
    return this.#shown(actor, await this.#options.saved.restore(actor, id));
  }

  async sightOf(actor: Actor): Promise<Sight> {
    const { visibility } = this.#options;
    const [live, cameras] = await Promise.all([
      visibility.visible(actor, 'live:view'),
      visibility.visible(actor, 'cameras:read'),
    ]);
    return { live, cameras };
  }

  async #shown(actor: Actor, { row, may }: Mine<WallPages>): Promise<SavedWall> {
    const seen = await this.#options.sight.seen(camerasOn(row.body), await this.sightOf(actor));
    let hidden = 0;
    const pages = row.body.map((page) => ({
      ...page,
      tiles: page.tiles.map((tile) => {
        if (tile.content.kind !== 'camera' || seen.has(tile.content.cameraId)) return tile;
        hidden += 1;
        return { ...tile, content: { kind: 'hidden' as const } };
      }),
    }));
    const { id, ownerId, ownerName, name, version } = row;
    const shares = may === 'own' ? [...row.shares] : [];
    return {
      ...{ id, ownerId, ownerName, name, version, may, hidden, pages, shares },
      updatedAt: row.updatedAt.toISOString(),
    };
  }

  /** With what hidden tiles hold; a camera that is new on the wall must be one he may see. */
  async #checked(actor: Actor, pages: WallPages, before: WallPages): Promise<WallPages> {
    const held = new Map(before.flatMap(({ tiles }) => tiles.map((tile) => [tile.id, tile.content])));
    const known = new Set(camerasOn(before));
    const wanted = camerasOn(pages).filter((id) => !known.has(id));
    const seen = await this.#options.sight.seen(wanted, await this.sightOf(actor));
    const faults: FieldFault[] = [];
    const checked = pages.map((page, p) => ({
      ...page,
      tiles: page.tiles.map((tile, t) => {
        const field = `body.pages[${p}].tiles[${t}].content`;
        const { content } = tile;
        if (content.kind === 'hidden') {
          const kept = held.get(tile.id);
          if (kept !== undefined) return { ...tile, content: kept };
          faults.push({ field: `${field}.kind`, message: 'hidden is for a tile that the wall has already' });
        }
        if (content.kind === 'camera' && !known.has(content.cameraId) && !seen.has(content.cameraId))
          faults.push({
            field: `${field}.cameraId`,
            message: `there is no camera ${content.cameraId} that you may see`,
          });
        return tile;
      }),
    }));
    if (faults.length > 0) throw invalid(faults.slice(0, 20));
    return checked;
  }
}

const camerasOn = (pages: WallPages): string[] =>
  pages.flatMap(({ tiles }) =>
    tiles.flatMap(({ content }) => (content.kind === 'camera' ? [content.cameraId] : [])),
  );

function listed({ row, may }: Mine<WallPages>): ListedWall {
  const { id, ownerId, ownerName, name, version, body } = row;
  return {
    ...{ id, ownerId, ownerName, name, version, may },
    shares: may === 'own' ? [...row.shares] : [],
    pages: body.length,
    tiles: body.reduce((sum, page) => sum + page.tiles.length, 0),
    updatedAt: row.updatedAt.toISOString(),
  };
}
