/** What makes a lead in a hall: read, checked and set. Rules that are as shipped are not kept. */
import type { z } from 'zod';
import {
  type HallLeadRules,
  type LeadKind,
  type LeadPrecision,
  type LeadPrecisions,
  type LeadRule,
  leadKind,
  type leadPrecisionQuery,
  type setLeadRules,
} from '../../contract/leads.ts';
import type { Visible } from '../../places/index.ts';
import { afterCommit } from '../../platform/db/unit-of-work.ts';
import { conflict, type FieldFault, invalid } from '../../platform/errors.ts';
import { fieldsOf, HeldRules, shippedRules } from '../detect/all-rules.ts';
import type { LeadRulesStore } from './lead-rules.store.ts';
import { precisionWhere } from './precision.store.ts';
import type { RulesOfHalls } from './rules-of-halls.ts';

export interface LeadRulesServiceOptions {
  readonly store: LeadRulesStore;
  readonly held: Pick<RulesOfHalls, 'forget'>;
  /** What is open in a hall is looked at by its new rules. */
  readonly onChanged: () => void;
  readonly now: () => number;
}

const PRECISION_DAYS = 30;
const DAY_MS = 86_400_000;

export class LeadRulesService {
  readonly #options: LeadRulesServiceOptions;

  constructor(options: LeadRulesServiceOptions) {
    this.#options = options;
  }

  async of(hallId: string): Promise<HallLeadRules> {
    const own = await this.#options.store.of(hallId);
    const held = new HeldRules(own?.rules ?? []);
    return {
      hallId,
      own: (own?.rules ?? []).map((one) => one.kind),
      rules: held.all(),
      fields: Object.fromEntries(
        leadKind.options.map((kind) => [kind, fieldsOf(kind)]),
      ) as HallLeadRules['fields'],
      noRecordWindows: [...(own?.noRecordWindows ?? [])],
      version: own?.version ?? 0,
    };
  }

  async set(
    hallId: string,
    asked: z.output<typeof setLeadRules>,
    userId: string | null,
  ): Promise<HallLeadRules> {
    const { store, held, onChanged, now } = this.#options;
    const { rules, noRecordWindows } = await this.checked(hallId, asked);
    const own = rules.filter((rule) => !isAsShipped(rule));
    const version = await store.set(
      hallId,
      { rules: own, noRecordWindows, version: asked.version },
      { userId, atMs: now() },
    );
    if (version === undefined)
      throw conflict(
        'lead_rules_changed',
        'The rules of this hall were changed meanwhile; look at them again.',
      );
    afterCommit(() => {
      held.forget();
      onChanged();
    });
    return this.of(hallId);
  }

  /** Every rule once, each value known and within its bounds; what is not named stays as it holds. */
  async checked(
    hallId: string,
    asked: { readonly rules: readonly LeadRule[]; readonly noRecordWindows: readonly string[] },
  ): Promise<{ readonly rules: LeadRule[]; readonly noRecordWindows: string[] }> {
    const { store } = this.#options;
    const faults: FieldFault[] = [];
    const seen = new Set<LeadKind>();
    for (const [at, rule] of asked.rules.entries()) {
      if (seen.has(rule.kind)) faults.push({ field: `body.rules[${at}].kind`, message: 'is named twice' });
      seen.add(rule.kind);
      faults.push(...faultsOf(rule, `body.rules[${at}].values`));
    }
    const windows = [...new Set(asked.noRecordWindows)];
    const known = await store.windowsOf(hallId, windows);
    for (const [at, id] of windows.entries())
      if (!known.has(id))
        faults.push({ field: `body.noRecordWindows[${at}]`, message: 'is no window of this hall' });
    if (faults.length > 0) throw invalid(faults);
    const own = await store.of(hallId);
    const before = new HeldRules(own?.rules ?? []).all();
    const rules = before.map((rule) => {
      const given = asked.rules.find((one) => one.kind === rule.kind);
      return given === undefined ? rule : { ...given, values: { ...rule.values, ...given.values } };
    });
    return { rules, noRecordWindows: windows };
  }

  async precision(query: z.output<typeof leadPrecisionQuery>, visible: Visible): Promise<LeadPrecisions> {
    const { store, now } = this.#options;
    const toMs = query.to === undefined ? now() : Date.parse(query.to);
    const fromMs = query.from === undefined ? toMs - PRECISION_DAYS * DAY_MS : Date.parse(query.from);
    const rows = await store.precision(precisionWhere({ ...query, fromMs, toMs }, visible));
    const items = leadKind.options.map((kind): LeadPrecision => {
      const row = rows.find((one) => one.kind === kind);
      const { raised = 0, confirmed = 0, dismissed = 0, open = 0 } = row ?? {};
      const decided = confirmed + dismissed;
      return {
        ...{ kind, raised, confirmed, dismissed, open, causes: row?.causes ?? [] },
        precision: decided === 0 ? null : confirmed / decided,
      };
    });
    return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), items };
  }
}

function faultsOf({ kind, values }: LeadRule, where: string): FieldFault[] {
  const fields = fieldsOf(kind);
  return Object.entries(values).flatMap(([name, value]): FieldFault[] => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined)
      return [
        { field: `${where}.${name}`, message: `is none of ${fields.map((one) => one.name).join(', ')}` },
      ];
    const { least, most } = field;
    return value < least || value > most
      ? [{ field: `${where}.${name}`, message: `must be from ${least} to ${most}` }]
      : [];
  });
}

const isAsShipped = (rule: LeadRule): boolean => {
  const shipped = shippedRules().find((one) => one.kind === rule.kind);
  return (
    shipped !== undefined &&
    shipped.enabled === rule.enabled &&
    Object.entries(shipped.values).every(([name, value]) => rule.values[name] === value)
  );
};
