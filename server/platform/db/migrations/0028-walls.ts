/** Saved walls and tours; and what finds the windows in trouble quickly. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Walls and tours alike: somebody's, under a name, shared with others.
    create table saved_layout (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('wall', 'tour')),
      owner_id uuid not null references user_account (id),
      name text not null,
      -- A wall's pages; a tour's steps and whether it is interrupted.
      body jsonb not null,
      -- With whom: [{"with": {"kind": "role", "role": "monitor"}, "right": "see"}, …]
      shares jsonb not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      removed_at timestamptz,
      version int not null default 1
    );
    create index saved_layout_of_owner on saved_layout (owner_id, kind) where removed_at is null;
    create index saved_layout_shared on saved_layout using gin (shares jsonb_path_ops) where removed_at is null;

    -- What a window in trouble has fresh of: asked about once a second while somebody follows.
    create index alert_fresh_at_window on alert (issued_at) where state = 'issued' and window_id is not null;
    create index lead_open_at_window on lead (raised_at) where state in ('new', 'watched') and window_id is not null;
  `)
    .execute(db);
}
