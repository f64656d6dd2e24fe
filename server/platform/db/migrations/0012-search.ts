import { type Kysely, sql } from 'kysely';

/**
 * What is registered, under every key people type for it: name, codes, hosts, and (completed by the program, as it
 * needs a dictionary) pinyin. Kept by triggers, so that it is right in the same transaction as the thing itself,
 * whoever wrote it: a form, an import of thousands of rows, an administrator's own SQL.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table search_entry (
      kind text not null,
      ref text not null,
      -- The same as ref, for joins; regions have none.
      id uuid generated always as (case when kind = 'region' then null else ref::uuid end) stored,
      -- Folded: full width to half, capitals to small.
      name text collate "C" not null,
      -- With a blank before and after each.
      codes text collate "C" not null,
      -- Of a camera's addresses; only for who may change cameras.
      hosts text collate "C" not null default '',
      pinyin text collate "C" not null default '',
      initials text collate "C" not null default '',
      -- The name is newer than its pinyin.
      stale boolean not null default true,
      primary key (kind, ref)
    );
    create index search_entry_stale on search_entry (kind) where stale;
    create index search_entry_id on search_entry (id);

    create function search_fold(words text) returns text language sql immutable parallel safe as
      $$ select lower(normalize(coalesce(words, ''), nfkc)) $$;

    -- Arguments: kind, key column, name column, columns with codes.
    create function search_note() returns trigger language plpgsql as $$
      declare
        thing jsonb;
        folded text;
        all_codes text := '';
      begin
        if tg_op = 'DELETE' then
          delete from search_entry where kind = tg_argv[0] and ref = to_jsonb(old) ->> tg_argv[1];
          return null;
        end if;
        thing := to_jsonb(new);
        folded := search_fold(thing ->> tg_argv[2]);
        for i in 3 .. tg_nargs - 1 loop
          if coalesce(thing ->> tg_argv[i], '') <> '' then
            all_codes := all_codes || ' ' || search_fold(thing ->> tg_argv[i]) || ' ';
          end if;
        end loop;
        insert into search_entry as e (kind, ref, name, codes)
          values (tg_argv[0], thing ->> tg_argv[1], folded, all_codes)
        on conflict (kind, ref) do update
          set name = excluded.name, codes = excluded.codes, stale = e.stale or e.name <> excluded.name
          where e.name <> excluded.name or e.codes <> excluded.codes;
        return null;
      end $$;

    create function search_note_hosts() returns trigger language plpgsql as $$
      declare
        camera uuid := case when tg_op = 'DELETE' then old.camera_id else new.camera_id end;
      begin
        update search_entry e set hosts = coalesce((
          select string_agg(distinct ' ' || lower(substring(p.url from '^[a-z]+://([^/:]+|\\[[^]]+\\])')), '')
          from camera_profile p where p.camera_id = camera), '')
        where e.kind = 'camera' and e.ref = camera::text;
        return null;
      end $$;

    create trigger search_region after insert or update or delete on region
      for each row execute function search_note('region', 'code', 'name', 'code');
    create trigger search_department after insert or update or delete on department
      for each row execute function search_note('department', 'id', 'name', 'uscc');
    create trigger search_hall after insert or update or delete on hall
      for each row execute function search_note('hall', 'id', 'name');
    create trigger search_window after insert or update or delete on hall_window
      for each row execute function search_note('window', 'id', 'name', 'code');
    create trigger search_camera after insert or update or delete on camera
      for each row execute function search_note('camera', 'id', 'name', 'gb28181_id', 'serial');
    create trigger search_camera_hosts after insert or update or delete on camera_profile
      for each row execute function search_note_hosts();
    create trigger search_matter after insert or update or delete on matter
      for each row execute function search_note('matter', 'id', 'name', 'code');
    create trigger search_clerk after insert or update or delete on clerk
      for each row execute function search_note('clerk', 'id', 'name', 'staff_no');
    create trigger search_user after insert or update or delete on user_account
      for each row execute function search_note('user', 'id', 'display_name', 'username');

    -- What is registered already: as if it were written once more.
    update region set name = name;
    update department set name = name;
    update hall set name = name;
    update hall_window set name = name;
    update camera set name = name;
    update camera_profile set url = url;
    update matter set name = name;
    update clerk set name = name;
    update user_account set display_name = display_name;

    -- The order of the lists over the whole city.
    create index if not exists hall_window_by_code on hall_window (length(code), code, id);
    create index if not exists hall_window_by_name on hall_window (name, id);
    create index if not exists hall_window_by_created on hall_window (created_at, id);
    create index if not exists hall_window_of_department on hall_window (department_id);
    create index if not exists hall_window_of_hall on hall_window (hall_id);
    create index if not exists camera_of_hall on camera (hall_id);
    create index if not exists camera_by_name on camera (name, id);
    create index if not exists camera_by_created on camera (created_at, id);
    create index if not exists department_by_name on department (name, id);
    create index if not exists hall_by_name on hall (name, id);
    create index if not exists matter_by_name on matter (name, id);
    create index if not exists region_of_parent on region (parent_code);
  `)
    .execute(db);
}
