/**
 * The roster: one row a window, day and clerk, with all their spans of that day. A file says nothing of whom it does
 * not name: those stay. Days that are over stay as they were.
 */
import type { Shift } from '../../contract/clerks.ts';
import { type DaySpan, REGION_ZONE, weekdayOf } from '../../contract/office-hours.ts';
import type { Hall, Window } from '../../contract/places.ts';
import { dayIn } from '../../places/index.ts';
import { AppError, invalid, notFound } from '../../platform/errors.ts';
import type { Fault, SheetRow, Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, grouped } from './directory.ts';
import { hallsOf, inHalls, remembered } from './halls-of.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;
const DAY_MS = 86_400_000;
/** Days asked for at once, and days an export holds where it is not told. */
const DAYS_AT_ONCE = 35;
/** A year at once; each hall is gone through by five weeks. */
const EXPORTED_MOST_MS = 400 * DAY_MS;
/** Days after it have five-digit years, which is no day that anybody means. */
const LAST_DAY_MS = Date.UTC(9990, 0, 1);
/** As a window's day may have. */
const SHIFTS_MOST = 20;

/** A row is named by what it is about: its shifts are other ones each time they change. */
const idOf = (windowId: string, day: string, clerkId: string) => `${windowId}/${day}/${clerkId}`;
const ofId = (id: string): { windowId: string; day: string; clerkId: string } => {
  const [windowId = '', day = '', clerkId = ''] = id.split('/');
  return { windowId, day, clerkId };
};

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const earlier = (a: string, b: string): string => (a.localeCompare(b) < 0 ? a : b);

const timeOf = new Intl.DateTimeFormat('en-GB', { timeZone: REGION_ZONE, timeStyle: 'short' });
/** One that ends at midnight ends at 24:00 of its day. */
const spanOf = ({ day, startsAt, endsAt }: Shift): DaySpan => ({
  from: timeOf.format(new Date(startsAt)),
  to: dayIn(REGION_ZONE, Date.parse(endsAt)) === day ? timeOf.format(new Date(endsAt)) : '24:00',
});

const spansText = (shifts: readonly Shift[]): string =>
  shifts
    .map(spanOf)
    .sort((a, b) => a.from.localeCompare(b.from))
    .map(({ from, to }) => `${from}-${to}`)
    .join(' ');
const toSpans = (text: string): DaySpan[] =>
  text.split(' ').map((span) => {
    const [from = '', to = ''] = span.split('-');
    return { from, to };
  });

const toValues = (
  hall: Pick<Hall, 'regionCode' | 'name'>,
  window: Pick<Window, 'code'>,
  shifts: readonly [Shift, ...Shift[]],
): Values => ({
  regionCode: hall.regionCode,
  hall: hall.name,
  window: window.code,
  day: shifts[0].day,
  staffNo: shifts[0].staffNo,
  name: shifts[0].clerkName,
  spans: spansText(shifts),
});

/** Of each window, day and clerk. */
const rowsOf = (shifts: readonly Shift[]) =>
  [...grouped(shifts, (one) => idOf(one.windowId, one.day, one.clerkId))] as [string, [Shift, ...Shift[]]][];

const keyOf = ({ regionCode = '', hall = '', window = '', day = '', staffNo = '' }: Values) =>
  [regionCode, hall, window, day, staffNo].join('\n');

export function shiftsTable({ places, clerks, shifts, finder, access, now }: BookNeeds): RegistryTable {
  const today = () => dayIn(REGION_ZONE, now());

  /** One clerk's spans of a window's day; everybody else's stay. */
  async function set(id: string, spans: readonly DaySpan[]): Promise<void> {
    const { windowId, day, clerkId } = ofId(id);
    const others = (await shifts.ofDay(windowId, day)).filter((one) => one.clerkId !== clerkId);
    const planned = [
      ...others.map((one) => ({ clerkId: one.clerkId, span: spanOf(one) })),
      ...spans.map((span) => ({ clerkId, span })),
    ];
    if (planned.length > SHIFTS_MOST)
      throw new AppError(422, 'too_many_shifts', `At most ${SHIFTS_MOST} shifts a window and day.`, {
        faults: [{ field: 'body.spans', message: `${planned.length} shifts; at most ${SHIFTS_MOST}` }],
      });
    await shifts.setDay(windowId, day, { shifts: planned });
  }

  return {
    registry: 'shifts',
    thing: 'shift',
    verbs: { create: 'set', change: 'set', remove: 'set' },
    read: 'clerks:read',
    write: 'clerks:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const windowOf = new Map<string, Window>();
      const there = new Map<string, Existing>();
      for (const hall of hallsOf(rows, directory)) {
        const windows = await allOf((page) => places.windows(EVERYTHING, hall.id, page));
        const byId = new Map(windows.map((one) => [one.id, one]));
        for (const one of windows) windowOf.set(`${hall.id}\n${one.code}`, one);
        for (const [from, to] of runsOf(daysIn(rows, hall)))
          for (const [id, some] of rowsOf(await shifts.between(EVERYTHING, hall.id, from, to))) {
            const window = byId.get(some[0].windowId);
            if (!window) continue;
            const values = toValues(hall, window, some);
            there.set(keyOf(values), { id, values });
          }
      }
      const clerksOf = remembered(async (departmentId) => {
        const all = await allOf((page) => clerks.list(EVERYTHING, { ...page, departmentId }));
        return new Map(all.map((one) => [one.staffNo, one]));
      });
      return {
        keysOf: (values) => [{ column: 'staffNo', key: keyOf(values) }],
        find: async ({ values }) => {
          const hall = directory.hall(values.regionCode ?? '', values.hall ?? '');
          if (!hall) return [{ column: 'hall', code: 'no_place' }];
          const window = windowOf.get(`${hall.id}\n${values.window ?? ''}`);
          if (!window) return [{ column: 'window', code: 'no_window' }];
          const place = remembered(() => finder.ofWindow(window.id));
          const permitted = await access.permits(actor, 'clerks:write', await place(window.id));
          // Who works at a window is nobody's business who may not plan there.
          if (!permitted) return [{ column: 'window', code: 'not_permitted' }];
          const clerk = (await clerksOf(window.departmentId)).get(values.staffNo ?? '');
          const existing = there.get(keyOf(values));
          const isSame = existing !== undefined && existing.values.spans === values.spans;
          if (!clerk && !isSame) return [{ column: 'staffNo', code: 'no_clerk' }];
          const name = clerk?.name ?? existing?.values.name ?? '';
          if (values.name && values.name !== name) return [{ column: 'name', code: 'other_name' }];
          return {
            existing,
            place: () => place(window.id),
            refs: { id: idOf(window.id, values.day ?? '', clerk?.id ?? '') },
            meant: { name },
          };
        },
        check: async ({ changed, next }): Promise<readonly Fault[]> =>
          changed.has('spans') && (next.day ?? '') < today() ? [{ column: 'day', code: 'day_past' }] : [],
        create: async ({ found, next }) => {
          const id = found.refs.id ?? '';
          await set(id, toSpans(next.spans ?? ''));
          return { id };
        },
        change: async ({ id }, { next, changed }) => {
          if (changed.has('spans')) await set(id, toSpans(next.spans ?? ''));
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => {
        const { windowId, day, clerkId } = ofId(id);
        const [first, ...rest] = (await shifts.ofDay(windowId, day)).filter((one) => one.clerkId === clerkId);
        if (!first) throw notFound('shift');
        const window = await places.window(windowId);
        return toValues(await places.hall(window.hallId), window, [first, ...rest]);
      },
      place: (id) => finder.ofWindow(ofId(id).windowId),
      remove: (id) => set(id, []),
      restore: (id, before) => set(id, toSpans(before.spans ?? '')),
    }),

    pages: async function* (actor, { q: _, departmentId, ...filter }) {
      const [visible, seenPlaces] = await Promise.all([
        access.visible(actor, 'clerks:read'),
        access.visible(actor, 'places:read'),
      ]);
      const monday = addDays(today(), -weekdayOf(today()));
      const from = filter.from ?? (filter.to === undefined ? monday : addDays(filter.to, 1 - DAYS_AT_ONCE));
      const to = filter.to ?? addDays(from, DAYS_AT_ONCE - 1);
      if (Date.parse(to) > LAST_DAY_MS || Date.parse(to) - Date.parse(from) > EXPORTED_MOST_MS)
        throw invalid([{ field: 'query.to', message: 'must be at most 400 days after from' }]);
      for await (const hall of inHalls(places, seenPlaces, filter)) {
        const windows = await allOf((page) => places.windows(seenPlaces, hall.id, page));
        const byId = new Map(windows.map((one) => [one.id, one]));
        for (let day = from; day <= to; day = addDays(day, DAYS_AT_ONCE)) {
          const last = earlier(addDays(day, DAYS_AT_ONCE - 1), to);
          const found = await shifts.between(visible, hall.id, day, last);
          yield rowsOf(found).flatMap(([, some]) => {
            const window = byId.get(some[0].windowId);
            const isAsked = departmentId === undefined || window?.departmentId === departmentId;
            return window && isAsked ? [toValues(hall, window, some)] : [];
          });
        }
      }
    },
  };
}

/** The days that rows of a hall name, in order. */
function daysIn(rows: readonly SheetRow[], hall: Hall): string[] {
  const days = rows.flatMap(({ values, faults }) =>
    values.hall === hall.name &&
    values.regionCode === hall.regionCode &&
    values.day &&
    !faults.some((fault) => fault.column === 'day')
      ? [values.day]
      : [],
  );
  return [...new Set(days)].sort();
}

/** Days as few spans of days, none too long to be asked for at once. */
function runsOf(days: readonly string[]): [from: string, to: string][] {
  const runs: [string, string][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && day < addDays(last[0], DAYS_AT_ONCE)) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
