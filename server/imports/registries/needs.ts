/** What the books ask of the slices that own the things. */
import type { Access, UserImports } from '../../access/index.ts';
import type { CameraImports, CamerasService } from '../../cameras/index.ts';
import type { ClerksService, ShiftsService } from '../../clerks/index.ts';
import type { MattersService, WindowMattersService } from '../../matters/index.ts';
import type { PlaceFinder, PlacesService } from '../../places/index.ts';

export interface BookNeeds {
  readonly access: Pick<Access, 'permits' | 'visible'>;
  readonly finder: PlaceFinder;
  readonly places: PlacesService;
  readonly cameras: CamerasService;
  readonly cameraImports: CameraImports;
  readonly matters: MattersService;
  readonly windowMatters: WindowMattersService;
  readonly clerks: ClerksService;
  readonly shifts: ShiftsService;
  readonly users: UserImports;
  readonly now: () => number;
}
