/** How a page's tiles share the room of the wall. */
import type { Layout } from '../../lib/preferences.ts';

export interface Arrangement {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A layout says how many pictures fit a page. When one page holds them all, rows and columns nobody would be in
 * are left out; with several pages every page keeps the same tiles, so that nothing jumps between them.
 */
export function arrange(layout: Layout, shown: number, pages: number): Arrangement {
  const side = Math.sqrt(layout);
  if (pages > 1 || shown === 0) return { columns: side, rows: side };
  const columns = Math.min(side, shown);
  return { columns, rows: Math.ceil(shown / columns) };
}
