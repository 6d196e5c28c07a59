-- A password's hash was kept in the version history as well, where an export or a
-- record's history would show them. What opens doors has no history.

create or replace procedure track_table(name text) language plpgsql as $$
declare
  fen text := coalesce((select string_agg(format(' || jsonb_build_object(%L, r.%I::text)', a.attname, a.attname), '')
    from pg_attribute a where a.attrelid = name::regclass and a.attnum > 0 and a.attname like '%\_fen'), '');
begin
  execute format($f$
    create or replace function version_%1$s() returns trigger language plpgsql as $t$
    begin
      insert into record_version (org_id, entity, id, version, recorded_at, actor, operation, row)
      select r.org_id, %2$L, r.id::text, r.version, coalesce(app_tick(), clock_timestamp()), app_actor(), lower(tg_op),
        to_jsonb(r) - 'password_hash' - 'secret'%3$s
      from changed r;
      return null;
    end $t$ $f$, name, name, fen);
  execute format('create or replace trigger version_insert after insert on %1$I referencing new table as changed for each statement execute function version_%1$s()', name);
  execute format('create or replace trigger version_update after update on %1$I referencing new table as changed for each statement execute function version_%1$s()', name);
  execute format('create or replace trigger version_delete after delete on %1$I referencing old table as changed for each statement execute function version_%1$s()', name);
end $$;

call track_table('app_user');
update record_version set row = row - 'password_hash' - 'secret' where entity = 'app_user';
