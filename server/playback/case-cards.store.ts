/** The cards of a case that were ever issued, and from when to when they stood. */
import { sql } from 'kysely';
import type { StandingCard } from '../contract/playback.ts';
import { caseVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

const seen = (visible: Visible) =>
  caseVisible(visible, {
    caseId: sql`a.case_id`,
    departmentId: sql`a.department_id`,
    regionCode: sql`d.region_code`,
  });

const CARDS_MOST = 500;

export class CardsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: no such card, or none the asker may see. */
  async caseOf(alertId: string, visible: Visible): Promise<string | undefined> {
    const { rows } = await sql<{ caseId: string }>`
      select a.case_id as "caseId" from alert a join department d on d.id = a.department_id
      where a.id = ${alertId} and ${seen(visible)}`.execute(this.#db);
    return rows[0]?.caseId;
  }

  async of(caseId: string, visible: Visible): Promise<StandingCard[]> {
    const { rows } = await sql<
      Omit<StandingCard, 'issuedAt' | 'revokedAt'> & { issuedAt: Date; revokedAt: Date | null }
    >`
      select a.id, a.level, a.subject, a.subject_key as "subjectKey", r.body->>'name' as "ruleName",
        a.issued_at as "issuedAt", a.revoked_at as "revokedAt"
      from alert a join rule_version r on r.id = a.rule_id join department d on d.id = a.department_id
      where a.case_id = ${caseId} and a.issued_at is not null and ${seen(visible)}
      order by a.issued_at, a.id limit ${CARDS_MOST}`.execute(this.#db);
    return rows.map(({ issuedAt, revokedAt, ...row }) => ({
      ...row,
      issuedAt: issuedAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    }));
  }
}
