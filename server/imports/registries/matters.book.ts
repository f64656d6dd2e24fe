/** Matters: known by their department and code. A secret one is turned away, and nothing of its row is kept. */
import { stages } from '../../contract/cases.ts';
import {
  feeCell,
  feeOf,
  limitCell,
  limitOf,
  materialsCell,
  materialsOf,
} from '../../contract/import-columns/matter-cells.ts';
import {
  changeMatter,
  isLonger,
  type MatterDetail,
  type MatterStage,
  newMatter,
} from '../../contract/matters.ts';
import type { Department } from '../../contract/places.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const toValues = (matter: MatterDetail, department: Pick<Department, 'regionCode' | 'name'>): Values => ({
  regionCode: department.regionCode,
  department: department.name,
  code: matter.code,
  name: matter.name,
  kind: matter.kind,
  promisedLimit: limitCell(matter.promisedLimit),
  statutoryLimit: limitCell(matter.statutoryLimit),
  ...Object.fromEntries(
    stages.flatMap((stage) => {
      const one = matter.stages.find((each) => each.stage === stage);
      return [
        [`${stage}Limit`, limitCell(one?.limit ?? null)],
        [`${stage}Person`, one?.responsibleName ?? ''],
      ];
    }),
  ),
  fee: feeCell(matter.fee),
  certificateLimit: limitCell(matter.certificateLimit),
  materials: materialsCell(matter.materials),
  guide: matter.guide,
  legalBasis: matter.legalBasis,
  secrecy: 'none',
});

/** Files know names, not accounts: who was named before keeps theirs. */
const stagesOf = (values: Values, before: readonly MatterStage[]): MatterStage[] =>
  stages.map((stage) => {
    const responsibleName = values[`${stage}Person`] || null;
    const known = before.find((one) => one.stage === stage && one.responsibleName === responsibleName);
    const limit = limitOf(values[`${stage}Limit`] ?? '');
    return { stage, limit, responsibleName, responsibleUserId: known?.responsibleUserId ?? null };
  });

const toFields = (values: Values, before: readonly MatterStage[]) => ({
  name: values.name ?? '',
  kind: values.kind as MatterDetail['kind'],
  promisedLimit: limitOf(values.promisedLimit ?? ''),
  statutoryLimit: limitOf(values.statutoryLimit ?? ''),
  stages: stagesOf(values, before),
  fee: feeOf(values.fee ?? ''),
  certificateLimit: limitOf(values.certificateLimit ?? ''),
  materials: materialsOf(values.materials ?? ''),
  guide: values.guide ?? '',
  legalBasis: values.legalBasis ?? '',
});
const fieldOf = (column: string) =>
  /^(?:received|accepted|handling|review|approval|completed)(?:Limit|Person)$/.test(column)
    ? 'stages'
    : column;
const fieldsOf = (values: Values, changed: Iterable<string>, before: readonly MatterStage[]) => {
  const names = new Set([...changed].map(fieldOf));
  const all = changeMatter.parse(toFields(values, before));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
};

function promisedLonger(next: Values): boolean {
  const promised = limitOf(next.promisedLimit ?? '');
  const statutory = limitOf(next.statutoryLimit ?? '');
  return promised !== null && statutory !== null && isLonger(promised, statutory);
}

const nameOf = (actor: Actor) => (actor.kind === 'user' ? actor.username : '');

export function mattersTable({ places, matters, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'matters',
    thing: 'matter',
    read: 'matters:read',
    write: 'matters:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const departmentOf = (values: Values) =>
        directory.departmentNamed(values.department ?? '', values.regionCode ?? '', '');
      const there = new Map<string, Existing>();
      const closed = new Set<string>();
      const departments = new Set(rows.map(({ values }) => departmentOf(values)));
      for (const department of departments) {
        if (typeof department === 'string') continue;
        for (const matter of await allOf((page) =>
          matters.list(EVERYTHING, { ...page, departmentId: department.id, closed: 'include' }),
        )) {
          const key = `${department.id}\n${matter.code}`;
          if (matter.closedAt !== null) closed.add(key);
          else there.set(key, { id: matter.id, values: toValues(matter, department) });
        }
      }
      return {
        keysOf: (values) => [
          { column: 'code', key: [values.regionCode, values.department, values.code].join('\n') },
        ],
        find: async ({ values }) => {
          const department = departmentOf(values);
          if (typeof department === 'string') return [{ column: 'department', code: department }];
          const key = `${department.id}\n${values.code ?? ''}`;
          if (closed.has(key)) return [{ column: 'code', code: 'held_by_closed' }];
          return {
            existing: there.get(key),
            place: () => finder.ofDepartment(department.id),
            refs: { departmentId: department.id },
            meant: { department: department.name },
          };
        },
        check: async ({ next }) =>
          next.secrecy === 'secret'
            ? [{ column: 'secrecy', code: 'matter_secret' }]
            : promisedLonger(next)
              ? [{ column: 'promisedLimit', code: 'promised_longer' }]
              : [],
        create: ({ found, next }) =>
          matters.create(
            newMatter.parse({
              ...toFields(next, []),
              departmentId: found.refs.departmentId,
              code: next.code,
              secrecy: 'none',
            }),
            nameOf(actor),
          ),
        change: async (existing, { next, changed }) => {
          const { stages: before } = await matters.get(existing.id);
          await matters.change(existing.id, fieldsOf(next, changed, before), nameOf(actor));
          return undefined;
        },
      };
    },

    undoing: (actor) => ({
      current: async (id) => {
        const matter = await matters.get(id);
        return toValues(matter, await places.department(matter.departmentId));
      },
      place: async (id) => finder.ofDepartment((await matters.get(id)).departmentId),
      remove: (id) => matters.remove(id),
      restore: async (id, before, changed) => {
        const now = await matters.get(id);
        // What was replaced is kept, and no more than that.
        const whole = { ...toValues(now, await places.department(now.departmentId)), ...before };
        await matters.change(id, fieldsOf(whole, changed, now.stages), nameOf(actor));
      },
    }),

    pages: async function* (actor, { q, departmentId }) {
      const visible = await access.visible(actor, 'matters:read');
      const departments = new Map(
        (await allOf((page) => places.departments(EVERYTHING, page))).map((one) => [one.id, one]),
      );
      for await (const page of pagesOf((list) => matters.list(visible, { ...list, q, departmentId })))
        yield page.map((one) =>
          toValues(one, departments.get(one.departmentId) ?? { regionCode: '', name: one.departmentId }),
        );
    },
  };
}
