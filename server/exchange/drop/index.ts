/** Batches as files: dropped into folders, sent in over HTTP, or pasted to be tried. */
import { join } from 'node:path';
import type { PlaceFinder } from '../../places/index.ts';
import type { Route } from '../../platform/http/route.ts';
import { documentRoute } from '../reference/document.routes.ts';
import { FileDrop, type FileDropOptions } from './file-drop.ts';
import { filesRoutes } from './files.routes.ts';
import { tryRoute } from './try.routes.ts';

export { FileDrop } from './file-drop.ts';

export interface DropNeeds extends FileDropOptions {
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  /** Undefined: nobody reports under the source. */
  readonly departmentOf: (source: string) => Promise<string | undefined>;
}

export interface Drop {
  readonly files: FileDrop;
  readonly routes: readonly Route[];
}

export function createDrop(needs: DropNeeds): Drop {
  const files = new FileDrop(needs);
  return { files, routes: [...filesRoutes({ drop: files }), tryRoute(needs), documentRoute()] };
}

/** Where the folders are when nobody says otherwise. */
export const dropRootIn = (dataDir: string): string => join(dataDir, 'exchange', 'drop');
