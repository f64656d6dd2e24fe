/**
 * The desk: what a clerk does on our page is reported through the exchange like any department's own system does, by a
 * source of the desk's own. What the exchange refuses did not happen: nothing of it is kept, no number is used up.
 */
import { z } from 'zod';
import { localTime } from '../calendar/index.ts';
import { instant } from '../contract/common.ts';
import * as contract from '../contract/desk.ts';
import type { ExchangeEventInput } from '../contract/exchange.ts';
import type { ExchangeService, Machine } from '../exchange/index.ts';
import { termsAt } from '../matters/index.ts';
import type { ListRequest, Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { AppError, conflict, invalid, notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { DeskCaseRow, DeskStore } from './desk.store.ts';
import { type DeedContext, eventOf, eventOfUndo, eventOfWindow, eventsOfRegistration } from './event-of.ts';
import { Line } from './line.ts';

export interface DeskOptions {
  readonly db: Db;
  readonly desk: DeskStore;
  readonly exchange: Pick<ExchangeService, 'report'>;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly now: () => number;
}

/** Who sits at it. */
export interface DeskClerk {
  readonly id: string;
  readonly username: string;
}

const ZONE = 'Asia/Shanghai';
const DIGITS = 4;
const recentKey = z.tuple([instant, z.uuid()]);
const MOST_PLACES = { departments: 200, windows: 1000 };
export const deskSource = (departmentId: string): string => `desk:${departmentId}`;

export class DeskService {
  readonly #options: DeskOptions;
  /** A deed holds a connection while it waits for the exchange's turn; the pool must not be held by deeds alone. */
  readonly #line = new Line({ most: 64 });

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  places(visible: Visible): Promise<contract.DeskPlaces> {
    return this.#options.desk.places(visible, MOST_PLACES);
  }

  /** With `today`: what was registered today, and what is not finished yet. */
  async list(
    visible: Visible,
    list: ListRequest & { departmentId?: string | undefined; today?: boolean | undefined },
  ): Promise<Page<contract.DeskCase>> {
    const { desk, now } = this.#options;
    const { cursor, limit, today, q, departmentId } = list;
    const since = today ? new Date(`${localTime(now(), ZONE).day}T00:00:00+08:00`) : undefined;
    const after = decodeCursor(cursor, recentKey);
    const rows = await desk.cases({ visible, limit, after, q, departmentId, since });
    const deeds = await desk.deedsOf(rows.map((row) => row.id));
    return pageOf(
      rows,
      limit,
      (row) => [row.registeredAt.toISOString(), row.id],
      (row) => toCase(row, deeds.get(row.id) ?? []),
    );
  }

  async get(id: string, visible: Visible = { everywhere: true }): Promise<contract.DeskCase> {
    const row = await this.#case(id, visible);
    return toCase(row, (await this.#options.desk.deedsOf([id])).get(id) ?? []);
  }

  /** In the caller's unit of work: number, report and what the desk keeps stand or fall together. */
  register(given: contract.NewDeskCase, clerk: DeskClerk): Promise<contract.DeskCase> {
    return this.#line.take(async () => {
      const { desk, now } = this.#options;
      const { departmentId, deedId } = given;
      const department = await desk.department(departmentId);
      if (department === undefined) throw unknown('departmentId', 'no open department');
      const matter = await desk.matter(given.matterId, departmentId);
      if (matter === undefined) throw unknown('matterId', 'no open matter of the department');
      const at = new Date(now());
      const { day } = localTime(at.getTime(), ZONE);
      const last = await desk.holdCounter(department.regionCode, day);
      const made = await desk.registered(departmentId, deedId);
      if (made !== undefined) return this.get(made);
      const caseNo = caseNoOf(department.regionCode, day, last + 1);
      const windowId = given.windowId ?? null;
      const context = await this.#context(caseNo, windowId, clerk, at);
      const machine = { source: deskSource(departmentId), departmentId };
      await this.#report(machine, eventsOfRegistration({ ...given, matterCode: matter.code }, context));
      await desk.setCounter(department.regionCode, day, last + 1);
      const caseId = await desk.caseIdOf(machine.source, caseNo);
      if (caseId === undefined) throw new Error('the exchange took a case and there is none');
      await desk.insertCase({ caseId, departmentId, deedId, caseNo, at, by: context.clerk, windowId });
      await desk.insertDeed({
        ...{ departmentId, deedId, caseId, windowId, step: 'register' },
        ...{ occurredAt: at, clerk: context.clerk, byUser: clerk.username, at },
      });
      return this.get(caseId);
    });
  }

  advance(caseId: string, deed: contract.DeskDeed, clerk: DeskClerk): Promise<contract.DeskCase> {
    return this.#line.take(async () => {
      const { desk, now } = this.#options;
      const row = await this.#case(caseId);
      await desk.lockCase(caseId);
      if (await desk.isDone(row.departmentId, deed.deedId)) return this.get(caseId);
      const { deeds } = await this.get(caseId);
      if (!contract.isPossible(deed.step, contract.standingOf(deeds)))
        throw conflict('step_not_possible', 'The case has gone on meanwhile: look at it again.', [
          { field: 'body.step', message: `${deed.step} does not follow` },
        ]);
      const at = new Date(now());
      const windowId = deed.windowId ?? null;
      const context = await this.#context(row.caseNo, windowId, clerk, at);
      await this.#report(machineOf(row), [eventOf(deed, context)]);
      await desk.insertDeed({
        ...{ departmentId: row.departmentId, deedId: deed.deedId, caseId, windowId, step: deed.step },
        ...{ occurredAt: at, clerk: context.clerk, byUser: clerk.username, at },
      });
      return this.get(caseId);
    });
  }

  /** The last deed, for some minutes. */
  undo(caseId: string, deedId: string, clerk: DeskClerk): Promise<contract.DeskCase> {
    return this.#line.take(async () => {
      const { desk, now } = this.#options;
      const row = await this.#case(caseId);
      await desk.lockCase(caseId);
      const { deeds } = await this.get(caseId);
      const asked = deeds.find((one) => one.deedId === deedId);
      if (asked === undefined) throw notFound('deed');
      if (asked.undone) return this.get(caseId);
      if (contract.undoable(deeds, now())?.deedId !== deedId)
        throw conflict('undo_too_late', 'Only the last deed can be taken back, and only for ten minutes.');
      const before = deeds.findLast(
        (one) => !one.undone && one.deedId !== deedId && contract.stageOfStep(one.step) !== undefined,
      );
      if (before === undefined) throw new Error('a case of the desk without its registration');
      const at = new Date(now());
      const name = (await desk.clerkName(clerk.id)) ?? clerk.username;
      const context = { caseNo: row.caseNo, clerk: name, occurredAt: at.toISOString() };
      await this.#report(machineOf(row), [eventOfUndo(asked, before, context)]);
      await desk.undoDeed(row.departmentId, deedId, { at, who: clerk.username });
      return this.get(caseId);
    });
  }

  /** A window opens, closes, or calls somebody. */
  atWindow(windowId: string, deed: contract.DeskWindowDeed, clerk: DeskClerk): Promise<void> {
    return this.#line.take(async () => {
      const { desk, now } = this.#options;
      const window = await desk.window(windowId);
      if (window === undefined) throw notFound('window');
      const { departmentId } = window;
      if (await desk.isDone(departmentId, deed.deedId)) return;
      const at = new Date(now());
      const name = (await desk.clerkName(clerk.id)) ?? clerk.username;
      const context = { window, clerk: name, occurredAt: at.toISOString() };
      const machine = { source: deskSource(departmentId), departmentId };
      await this.#report(machine, [eventOfWindow(deed, { ...context, window: placeOf(window) })]);
      await desk.insertDeed({
        ...{ departmentId, deedId: deed.deedId, caseId: null, windowId, step: deed.step },
        ...{ occurredAt: at, clerk: name, byUser: clerk.username, at },
      });
    });
  }

  /** With the applicant in clear: whoever asks is on the trail. */
  async receipt(caseId: string): Promise<contract.DeskReceipt> {
    const { db, desk, sealer } = this.#options;
    const row = await this.#case(caseId);
    if (row.acceptedAt === null) throw conflict('not_accepted', 'There is no receipt before acceptance.');
    const { deeds } = await this.get(caseId);
    const [department, window, terms, sealed] = await Promise.all([
      desk.department(row.departmentId),
      row.windowId === null ? undefined : desk.window(row.windowId),
      termsAt(db, row.matterId, row.acceptedAt),
      desk.applicantSealed(caseId),
    ]);
    return {
      ...{ receiptNo: contract.receiptNoOf(row.caseNo), caseNo: row.caseNo },
      applicant: sealed && sealer.open(sealed),
      ...{ matterName: terms.name, matterCode: terms.code, departmentName: department?.name ?? '' },
      ...{ hallName: window?.hallName ?? null, windowCode: window?.windowCode ?? null },
      clerk: deeds.findLast((one) => one.step === 'accept' && !one.undone)?.clerk ?? row.registeredBy,
      acceptedAt: row.acceptedAt.toISOString(),
      ...{ promisedLimit: terms.promisedLimit, dueAt: row.dueAt?.toISOString() ?? null },
      materials: terms.materials.map(({ name, required }) => ({ name, required })),
    };
  }

  async #case(id: string, visible: Visible = { everywhere: true }): Promise<DeskCaseRow> {
    const [row] = await this.#options.desk.cases({ visible, id, limit: 1 });
    if (row === undefined) throw notFound('case');
    return row;
  }

  async #context(caseNo: string, windowId: string | null, clerk: DeskClerk, at: Date): Promise<DeedContext> {
    const { desk } = this.#options;
    const window = windowId === null ? null : await desk.window(windowId);
    if (window === undefined) throw unknown('windowId', 'no window');
    const name = (await desk.clerkName(clerk.id)) ?? clerk.username;
    return { caseNo, window: window && placeOf(window), clerk: name, occurredAt: at.toISOString() };
  }

  /** @throws what the exchange refuses, by the field of the request; all of it is undone then. */
  async #report(machine: Machine, events: readonly ExchangeEventInput[]): Promise<void> {
    const { results } = await this.#options.exchange.report(machine, events);
    const refused = results.find((one) => one.status === 'rejected');
    if (refused === undefined) return;
    const { code = 'refused', field = '', message = '' } = refused;
    throw new AppError(422, code, message, {
      faults: [{ field: `body.${FIELDS[field] ?? field}`, message }],
    });
  }
}

/** Fields of events that the request says otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ windowCode: 'windowId', hallId: 'windowId', matterCode: 'matterId', stage: 'step', type: 'step' },
};

const placeOf = ({ hallId, windowCode }: { hallId: string; windowCode: string }) => ({ hallId, windowCode });

const unknown = (field: string, message: string) => invalid([{ field: `body.${field}`, message }]);

/** Of a department that was taken over its successor reports. */
const machineOf = ({ source, departmentId, successorId }: DeskCaseRow): Machine => ({
  source,
  departmentId: successorId ?? departmentId,
});

const caseNoOf = (regionCode: string, day: string, n: number): string =>
  `${regionCode}-${day.replaceAll('-', '')}-${String(n).padStart(DIGITS, '0')}`;

const toCase = (row: DeskCaseRow, deeds: contract.DeedDone[]): contract.DeskCase => ({
  id: row.id,
  caseNo: row.caseNo,
  departmentId: row.departmentId,
  matterId: row.matterId,
  matterName: row.matterName,
  kind: row.kind,
  applicant: row.applicant,
  stage: row.stage,
  windowId: row.windowId,
  registeredAt: row.registeredAt.toISOString(),
  registeredBy: row.registeredBy,
  dueAt: row.dueAt?.toISOString() ?? null,
  deeds,
});
