/** Leads as they are asked for. */
import type { z } from 'zod';
import type { Lead, LeadDetail, leadsQuery } from '../../contract/leads.ts';
import type { Visibility } from '../../places/index.ts';
import { keysetKey } from '../../platform/db/keyset.ts';
import { notFound } from '../../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../../platform/http/paging.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Decisions } from './decisions.ts';
import type { EvidenceOfLeads } from './evidence.ts';
import { type LeadRowsStore, toLead } from './lead-rows.store.ts';
import { possible } from './transitions.ts';

export interface LeadsServiceOptions {
  readonly store: LeadRowsStore;
  readonly evidence: Pick<EvidenceOfLeads, 'of'>;
  readonly decisions: Pick<Decisions, 'outcomes'>;
  readonly visibility: Visibility;
}

export class LeadsService {
  readonly #options: LeadsServiceOptions;

  constructor(options: LeadsServiceOptions) {
    this.#options = options;
  }

  async list(actor: Actor, { cursor, limit, ...query }: z.output<typeof leadsQuery>): Promise<Page<Lead>> {
    const { store, visibility } = this.#options;
    const asker = { visible: await visibility.visible(actor, 'leads:read'), userId: userOf(actor) };
    const after = decodeCursor(cursor, keysetKey);
    const rows = await store.list(query, asker, { after, limit });
    return pageOf(
      rows,
      limit,
      (row) => row.key,
      ({ key: _, ...row }) => toLead(row),
    );
  }

  async counts(actor: Actor) {
    const { store, visibility } = this.#options;
    return store.counts(await visibility.visible(actor, 'leads:read'), userOf(actor));
  }

  /** A lead that he may not see is as if it were not. */
  async get(id: string, actor: Actor): Promise<LeadDetail> {
    const { store, evidence, decisions, visibility } = this.#options;
    const [row] = await store.byIds([id], await visibility.visible(actor, 'leads:read'));
    const parts = row && (await store.parts(id));
    if (row === undefined || parts === undefined) throw notFound('lead');
    const { cameraIds, ...shown } = parts;
    const [found, reviewed, outcomes] = await Promise.all([
      evidence.of({ ...row, cameraIds }, actor),
      store.byIds([id], await visibility.visible(actor, 'leads:review')),
      decisions.outcomes(row, actor),
    ]);
    const may = reviewed.length > 0 ? possible(row.state) : [];
    return {
      ...toLead(row),
      ...shown,
      ...found,
      may,
      outcomes: may.includes('confirm') ? outcomes : [],
    };
  }

  /** As the trail tells of it, for whoever is known to see it. */
  async told(id: string) {
    const [row] = await this.#options.store.byIds([id], { everywhere: true });
    if (row === undefined) return undefined;
    const { kind, state, outcome, hallName, windowCode, caseNo } = row;
    const name = [kind, hallName, windowCode, caseNo].filter((part) => part !== null).join(' ');
    return { name, kind, state, outcome };
  }
}

const userOf = (actor: Actor): string | undefined => (actor.kind === 'user' ? actor.id : undefined);
