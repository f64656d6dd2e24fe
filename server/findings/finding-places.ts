/** Where findings are, for permission checks: at their window, as it was when they were seen. */
import type { Permission } from '../contract/access.ts';
import type { PlaceFinder } from '../places/index.ts';
import { isUuid } from '../places/index.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { FindingRow, FindingsStore } from './findings.store.ts';
import type { Held } from './states.ts';

type Spot = Pick<FindingRow, 'windowId' | 'hallId' | 'departmentId'>;

export interface FindingPlacesOptions {
  readonly reads: Pick<FindingsStore, 'get'>;
  readonly finder: Pick<PlaceFinder, 'ofHall' | 'ofDepartment'>;
  readonly gate: Pick<Gate, 'permits'>;
}

export class FindingPlaces {
  readonly #options: FindingPlacesOptions;

  constructor(options: FindingPlacesOptions) {
    this.#options = options;
  }

  /** Undefined: there is no such finding. */
  async ofFinding(id: unknown): Promise<Place | undefined> {
    const row = isUuid(id) ? await this.#options.reads.get(id, { everywhere: true }) : undefined;
    return row && this.ofSpot(row);
  }

  /** Its hall, and of the departments there the one alone that ran the window then, or who took it over. */
  async ofSpot({ windowId, hallId, departmentId }: Spot): Promise<Place | undefined> {
    const { finder } = this.#options;
    const [hall, department] = await Promise.all([finder.ofHall(hallId), finder.ofDepartment(departmentId)]);
    return (
      hall && {
        regionPath: hall.regionPath,
        hallId,
        windowId,
        departmentIds: department?.departmentIds ?? [],
      }
    );
  }

  async held(row: Spot & Pick<FindingRow, 'notedBy'>, actor: Actor): Promise<Held> {
    const place = await this.ofSpot(row);
    if (place === undefined) return { decide: false, reply: false, own: false };
    const may = (permission: Permission) => this.#options.gate.permits(actor, permission, place);
    const [decide, reply, write] = await Promise.all([
      may('findings:decide'),
      may('findings:reply'),
      may('findings:write'),
    ]);
    return { decide, reply, own: write && actor.kind === 'user' && actor.id === row.notedBy };
  }
}
