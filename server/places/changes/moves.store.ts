/** Moving a place: below another region, to another department, into another hall. */
import { sql } from 'kysely';
import type { RegionLevel } from '../../contract/places.ts';
import { AppError } from '../../platform/errors.ts';
import { lockAlone, lockOpen, mustBeOpen } from '../locks.store.ts';
import { checkRegion } from '../region-rules.ts';
import { insertWindow } from '../windows.store.ts';
import type { Ledger } from './ledger.store.ts';

/** Any number: whoever changes the shape of the region tree does it alone, or two moves could close a ring. */
const REGION_TREE = 4_452_002_027;

export const lockRegionTree = (ledger: Ledger) =>
  sql`select pg_advisory_xact_lock(${REGION_TREE})`.execute(ledger.trx);

export async function moveRegion(ledger: Ledger, code: string, parentCode: string | null): Promise<void> {
  await lockRegionTree(ledger);
  const rows = await lockAlone(ledger.trx, 'region', parentCode === null ? [code] : [code, parentCode]);
  const region = mustBeOpen('region', rows.get(code));
  const parent = parentCode === null ? null : mustBeOpen('region', rows.get(parentCode), 'body.parentCode');
  if (region.parent_code === parentCode) throw nothingToDo();
  checkRegion({ code, level: region.level as RegionLevel }, parent && asRegion(parentCode ?? '', parent));
  // A higher level stands above by now; what is below it cannot be of a higher one: so no ring can come about.
  await ledger.set('region', sql`t.code = ${code}`, { parent_code: parentCode });
}

export async function moveToRegion(
  ledger: Ledger,
  thing: 'department' | 'hall',
  id: string,
  regionCode: string,
): Promise<void> {
  await lockOpen(ledger.trx, 'region', regionCode, 'body.regionCode');
  const row = mustBeOpen(thing, (await lockAlone(ledger.trx, thing, [id])).get(id));
  if (row.region_code === regionCode) throw nothingToDo();
  await ledger.set(thing, sql`t.id = ${id}`, { region_code: regionCode });
}

export async function moveToDepartment(
  ledger: Ledger,
  windowId: string,
  departmentId: string,
): Promise<void> {
  await lockOpen(ledger.trx, 'department', departmentId, 'body.departmentId');
  await ledger.handTo([windowId], { departmentId });
  if (ledger.steps.length === 0) throw nothingToDo();
}

/** Closed here, opened there; its cameras stay where they are, so it is in no picture until it is drawn into one. */
export async function moveToHall(
  ledger: Ledger,
  windowId: string,
  hallId: string,
  code: string | undefined,
): Promise<string> {
  await lockOpen(ledger.trx, 'hall', hallId, 'body.hallId');
  const window = mustBeOpen('window', (await lockAlone(ledger.trx, 'window', [windowId])).get(windowId));
  if (window.hall_id === hallId) throw nothingToDo();
  return reopenIn(ledger, { id: windowId, hallId, code: code ?? String(window.code), window });
}

/** Closes a window and opens one that goes on in its place; it serves the same matters. */
export async function reopenIn(
  ledger: Ledger,
  move: {
    readonly id: string;
    readonly hallId: string;
    readonly code: string;
    readonly window: Readonly<Record<string, unknown>>;
  },
): Promise<string> {
  const { id, hallId, code, window } = move;
  const { rows: served } = await sql<{ matter_id: string }>`
    select matter_id from window_matter where window_id = ${id} and valid_to is null`.execute(ledger.trx);
  await ledger.closeWindows([id]);
  const opened = await insertWindow(ledger.trx, {
    hallId,
    code,
    departmentId: String(window.department_id),
    name: String(window.name),
    createdAt: ledger.at,
  });
  ledger.opened(opened, id);
  await sql`update hall_window set moved_to = ${opened} where id = ${id}`.execute(ledger.trx);
  await sql`insert into window_matter (window_id, matter_id, valid_from)
    select ${opened}::uuid, n.id, ${ledger.at} from unnest(${served.map((row) => row.matter_id)}::uuid[]) as n(id)`.execute(
    ledger.trx,
  );
  return opened;
}

const asRegion = (code: string, row: Readonly<Record<string, unknown>>) => ({
  code,
  level: row.level as RegionLevel,
});

export const nothingToDo = () => new AppError(409, 'already_there', 'It is there already.');
