/** What stands where on a page, and with which picture. */
import type { ReactNode } from 'react';
import type { TileBox } from '../../../../server/contract/wall-layout.ts';

export interface StageTileSpec extends TileBox {
  /** Null: there is none, `instead` says why. */
  readonly cameraId: string | null;
  readonly instead?: ReactNode;
  /** Why it is here: a band over the picture. */
  readonly why?: ReactNode;
  readonly fading?: boolean;
}
