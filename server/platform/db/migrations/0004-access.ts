import { type Kysely, sql } from 'kysely';

/** Rights beyond fixed roles: grants that end, roles a site makes itself, and rights to see one case. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table user_grant add column until timestamptz;
    create index user_grant_ends on user_grant (until) where until is not null;
    -- Who can see a thing is asked by scope: a hall's id, a region's code.
    create index user_grant_by_scope on user_grant ((scope->>'kind'), coalesce(scope->>'id', scope->>'code'));

    -- Made by a site itself; built-in roles are code (access/rights/roles.ts). user_grant.role is their name or an id here.
    create table role (
      id uuid primary key default gen_random_uuid(),
      name text not null unique,
      permissions text[] not null,
      created_at timestamptz not null default now()
    );

    -- Never deleted: who could see a case, when and what for, must be known afterwards.
    create table viewing_right (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references user_account (id),
      case_id uuid not null references case_record (id),
      purpose text not null,
      granted_by uuid not null references user_account (id),
      granted_at timestamptz not null,
      until timestamptz not null check (until > granted_at),
      revoked_at timestamptz,
      revoked_by uuid references user_account (id)
    );
    create index viewing_right_of_user on viewing_right (user_id, until);
    create index viewing_right_of_case on viewing_right (case_id, granted_at);
    create index viewing_right_ends on viewing_right (until);
  `)
    .execute(db);
}
