import { type Kysely, sql } from 'kysely';

/**
 * The trail as a chain: rows numbered without gaps, each with the hash of the one before and its own. What is hashed
 * and how: server/audit/chain.ts. Rows of before are numbered anew and chained here, in the same spelling.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Years of rows take longer than a request may.
    set local statement_timeout = 0;
    alter table audit_row disable trigger audit_row_append_only;
    alter table audit_row
      alter column seq drop identity,
      -- Texts: what was hashed can be had from the row again, byte for byte. detail, before, after: canonical JSON.
      alter column detail type text using detail::text,
      add column target_name text,
      -- Where it was, for searching: 'camera:<id> hall:<id> region:445202 region:445200 …'.
      add column places text not null default '',
      add column reason text,
      add column before text,
      add column after text,
      add column prev_hash bytea,
      add column hash bytea;

    do $$
    declare
      old record;
      n bigint := 0;
      prev bytea := decode(repeat('00', 32), 'hex');
      own bytea;
    begin
      for old in select * from audit_row order by seq loop
        n := n + 1;
        own := sha256(convert_to(concat(
          'mingchuang audit 1', chr(10), encode(prev, 'hex'), chr(10),
          (select string_agg(coalesce(octet_length(field) || ':' || field, '-') || chr(10), '' order by nth)
            from unnest(array[
              n::text, to_char(old.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              old.actor, old.from_address, old.action, old.target, null, '', null, old.detail, null, null
            ]) with ordinality as fields (field, nth))
        ), 'UTF8'));
        update audit_row set seq = n, prev_hash = prev, hash = own where seq = old.seq;
        prev := own;
      end loop;
    end $$;

    alter table audit_row
      alter column places drop default,
      alter column prev_hash set not null,
      alter column hash set not null,
      add check (seq > 0);
    alter table audit_row enable trigger audit_row_append_only;
    create trigger audit_row_keep before truncate on audit_row
      for each statement execute function refuse_change();

    create index audit_row_by_actor on audit_row (actor, seq desc);
    create index audit_row_by_action on audit_row (action, seq desc);
    create index audit_row_by_target on audit_row (target, seq desc);
    create index audit_row_by_time on audit_row (at);
    create index audit_row_by_place on audit_row using gin (string_to_array(places, ' '));
  `)
    .execute(db);
}
