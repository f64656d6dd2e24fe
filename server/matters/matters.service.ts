/** The registry of matters. Secret ones are outside supervision (the notice) and are turned away at the door. */
import type { z } from 'zod';
import { stages } from '../contract/cases.ts';
import * as contract from '../contract/matters.ts';
import { type ListRequest, removeUnused, unlessTaken, type Visible } from '../places/index.ts';
import { defined } from '../platform/defined.ts';
import { AppError, conflict, invalid, notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import { livesOf, type StoredVersion, versionAt } from './matter-life.ts';
import type { MattersQuery, MattersStore } from './matters.store.ts';
import type { VersionsStore } from './versions.store.ts';

export interface MattersOptions {
  readonly matters: MattersStore;
  readonly versions: VersionsStore;
  readonly now: () => number;
  /** In the same transaction: cases accepted from then on (null: all) may be judged by other terms. */
  readonly termsChanged: (matterId: string, from: Date | null) => Promise<void>;
}

/** Says nothing of the matter: nothing of it may be kept, and answers are. */
const secretRefused = () =>
  new AppError(422, 'matter_secret', 'Secret matters are outside supervision and must not be registered.', {
    faults: [{ field: 'body.secrecy', message: 'must be none' }],
  });

/** Who says "from now" may have said it a moment ago. */
const NOW_MS = 60_000;
/** Beyond that, the page says "more than". */
const MOST_CASES_COUNTED = 1000;

export type ListMatters = ListRequest & Pick<MattersQuery, 'departmentId' | 'kind' | 'lacks'>;

export class MattersService {
  readonly #matters: MattersStore;
  readonly #versions: VersionsStore;
  readonly #now: () => number;
  readonly #termsChanged: MattersOptions['termsChanged'];

  constructor(options: MattersOptions) {
    this.#matters = options.matters;
    this.#versions = options.versions;
    this.#now = options.now;
    this.#termsChanged = options.termsChanged;
  }

  /** With all of their terms as they are in force. */
  async list(visible: Visible, list: ListMatters): Promise<Page<contract.MatterDetail>> {
    const { cursor, limit, ...rest } = list;
    const after = decodeCursor(cursor, nameKey);
    const rows = await this.#matters.matters({ ...rest, visible, after, limit, at: new Date(this.#now()) });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
    );
  }

  async get(id: string, visible: Visible = { everywhere: true }): Promise<contract.MatterDetail> {
    const [matter] = await this.#matters.matters({ visible, id, limit: 1, at: new Date(this.#now()) });
    if (matter === undefined) throw notFound('matter');
    return matter;
  }

  async create(matter: z.output<typeof contract.newMatter>, who: string): Promise<contract.MatterDetail> {
    const { secrecy, departmentId, code, ...given } = matter;
    const terms = { ...given, stages: tidyStages(given.stages) };
    if (secrecy === 'secret') throw secretRefused();
    const at = new Date(this.#now());
    const id = await unlessTaken(
      () => this.#matters.insert({ departmentId, code, terms }, { at, who }),
      'matter_exists',
      'body.code',
      'The department has a matter with this code already.',
    );
    return this.get(id);
  }

  /** A version more, unless nothing differs. In the caller's unit of work, so that two changes don't pass each other. */
  async change(
    id: string,
    change: z.output<typeof contract.changeMatter>,
    who: string,
  ): Promise<contract.MatterDetail> {
    const { secrecy, validFrom: asked, reason, basedOn, ...given } = change;
    if (secrecy === 'secret') throw secretRefused();
    await this.get(id);
    await this.#versions.lock(id);
    const versions = await this.#versions.of(id);
    const newest = versions.at(-1)?.version ?? 0;
    if (basedOn !== undefined && basedOn !== newest)
      throw conflict('matter_changed', 'Somebody changed the matter meanwhile.');
    const at = new Date(this.#now());
    const validFrom = this.#validFrom(asked, reason, at);
    const before = versionAt(versions, validFrom?.getTime() ?? Number.NEGATIVE_INFINITY).terms;
    const terms = { ...before, ...defined(given) };
    terms.stages = tidyStages(terms.stages);
    if (contract.isLonger(terms.promisedLimit, terms.statutoryLimit))
      throw invalid([{ field: 'body.promisedLimit', message: 'must not be longer than statutoryLimit' }]);
    if (sameTerms(before, terms)) return this.get(id);
    const version = newest + 1;
    await this.#versions.insert({
      ...{ matterId: id, version, validFrom, terms, at, who },
      reason: reason ?? null,
    });
    const all = await this.#versions.of(id);
    await this.#versions.mirror(id, versionAt(all, at.getTime()).terms);
    await this.#termsChanged(id, validFrom);
    return this.get(id);
  }

  /** Every version, the one registered last first. */
  async history(id: string): Promise<contract.MatterVersion[]> {
    await this.get(id);
    const lives = livesOf(await this.#versions.of(id), this.#now());
    return Promise.all(lives.map(async (one) => ({ ...one, cases: await this.#casesOf(id, one) })));
  }

  /** One that was announced and does not hold yet. */
  async withdraw(id: string, version: number, who: string): Promise<void> {
    await this.get(id);
    await this.#versions.lock(id);
    const all = await this.#versions.of(id);
    const one = all.find((each) => each.version === version);
    if (one === undefined) throw notFound('version');
    if (one.withdrawnAt !== null) return;
    const at = new Date(this.#now());
    if (one.validFrom === null || one.validFrom <= at)
      throw conflict(
        'version_in_force',
        'A version that has held is not withdrawn; change the matter instead.',
      );
    await this.#versions.withdraw(id, version, { at, who });
  }

  async remove(id: string): Promise<void> {
    await this.get(id);
    await removeUnused('matter', await this.#matters.usesOf(id), () => this.#matters.delete(id));
  }

  #validFrom(asked: string | null | undefined, reason: string | undefined, at: Date): Date | null {
    if (asked === undefined) return at;
    const from = asked === null ? null : new Date(asked);
    if (from !== null && from.getTime() > at.getTime() - NOW_MS) return from < at ? at : from;
    if (reason === undefined)
      throw invalid([{ field: 'body.reason', message: 'is needed to change what held before now' }]);
    return from;
  }

  #casesOf(
    id: string,
    { validFrom, validTo, state }: Pick<contract.MatterVersion, 'validFrom' | 'validTo' | 'state'>,
  ) {
    if (state === 'withdrawn' || state === 'superseded' || state === 'upcoming') return 0;
    const span = { from: dateOf(validFrom), to: dateOf(validTo) };
    return this.#versions.casesBetween(id, span, MOST_CASES_COUNTED + 1);
  }
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

/** In the order cases pass them; of which nothing is said are left out. */
const tidyStages = (given: readonly contract.MatterStage[]): contract.MatterStage[] =>
  stages.flatMap((stage) =>
    given.filter((one) => one.stage === stage && (one.limit !== null || one.responsibleName !== null)),
  );

/** Through the contract, which writes every field in one order. */
const sameTerms = (a: StoredVersion['terms'], b: StoredVersion['terms']): boolean =>
  JSON.stringify(contract.matterTerms.parse(a)) === JSON.stringify(contract.matterTerms.parse(b));
