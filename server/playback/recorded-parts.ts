import type { Profile } from '../../streams/index.ts';
import type { FragmentTables, PlayablePart } from '../../streams/playback/index.ts';
import { notFound } from '../platform/errors.ts';
import type { Footage, FootageSegment } from '../recordings/index.ts';

export interface RecordedPartsOptions {
  readonly footage: Pick<Footage, 'segments' | 'segment'>;
  readonly tables: Pick<FragmentTables, 'of'>;
}

export type Segment = FootageSegment;
export interface Part extends PlayablePart {
  readonly file: Segment;
}

/** Files being opened at once for one question: a day of a camera is 144. */
const AT_ONCE = 8;

/** Recorded files with where their fragments lie. */
export class RecordedParts {
  readonly #options: RecordedPartsOptions;

  constructor(options: RecordedPartsOptions) {
    this.#options = options;
  }

  segments(range: {
    cameraId: string;
    profile: Profile;
    fromMs: number;
    toMs: number;
  }): Promise<FootageSegment[]> {
    return this.#options.footage.segments(range);
  }

  /** @throws not_found, also where it is another camera's */
  async segment(id: string, cameraId: string, profile: Profile): Promise<FootageSegment> {
    const segment = await this.#options.footage.segment(id);
    if (!segment || segment.cameraId !== cameraId || segment.profile !== profile) throw notFound('recording');
    return segment;
  }

  /** @throws not_found where the file is gone */
  async part(segment: FootageSegment): Promise<Part> {
    const [part] = await this.parts([segment]);
    if (!part) throw notFound('recording');
    return part;
  }

  /** In the same order; those that are gone, or in which nothing is yet, are left out. */
  async parts(segments: readonly FootageSegment[]): Promise<Part[]> {
    const found: (Part | undefined)[] = new Array(segments.length);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < segments.length; index = next++) {
        const file = segments[index] as FootageSegment;
        found[index] = await this.#read(file);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, segments.length) }, work));
    return found.filter((part) => part !== undefined);
  }

  async #read(file: FootageSegment): Promise<Part | undefined> {
    try {
      const table = await this.#options.tables.of(file);
      return table.fragments.length === 0 ? undefined : { file, table };
    } catch (error) {
      // Purged, or its disk is away: there is no picture of that time, as the index will say.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }
}
