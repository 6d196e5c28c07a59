-- Own fields of contacts (C223). A contact has no moment of its own from which it was known: what is said of
-- it holds from when it was said ('undated').

create or replace function custom_value_add() returns trigger language plpgsql as $$
begin
  if tg_argv[1] = 'undated' then
    insert into custom_value (org_id, record, record_id, key, valid_from, value, text_value, micro_value)
    select n.org_id, tg_argv[0], n.id, v.key, coalesce(app_tick(), clock_timestamp()), v.value, v.value #>> '{}',
      custom_micro(v.value)
    from added n, jsonb_each(n.custom) v;
  else
    insert into custom_value (org_id, record, record_id, key, valid_from, value, text_value, micro_value)
    select n.org_id, tg_argv[0], n.id, v.key, n.known_at, v.value, v.value #>> '{}', custom_micro(v.value)
    from added n, jsonb_each(n.custom) v;
  end if;
  return null;
end $$;

create or replace function custom_value_change() returns trigger language plpgsql as $$
declare
  since timestamptz(3) := coalesce(app_tick(), clock_timestamp());
  c record;
begin
  -- What an import learns of an earlier day, the first values have held since then too.
  if tg_argv[1] is distinct from 'undated' then
    update custom_value v set valid_from = n.known_at
    from removed o join added n on n.org_id = o.org_id and n.id = o.id and n.known_at < o.known_at
    where v.org_id = o.org_id and v.record = tg_argv[0] and v.record_id = o.id and v.valid_from = o.known_at;
  end if;

  for c in
    select n.org_id, n.id, k.key, n.custom -> k.key as value
    from removed o join added n on n.org_id = o.org_id and n.id = o.id and n.custom <> o.custom,
      lateral (select jsonb_object_keys(o.custom) union select jsonb_object_keys(n.custom)) k (key)
    where (n.custom -> k.key) is distinct from (o.custom -> k.key)
  loop
    update custom_value set valid_to = since
    where org_id = c.org_id and record = tg_argv[0] and record_id = c.id and key = c.key
      and valid_to is null and valid_from < since;
    delete from custom_value
    where org_id = c.org_id and record = tg_argv[0] and record_id = c.id and key = c.key and valid_to is null;
    if c.value is not null then
      insert into custom_value (org_id, record, record_id, key, valid_from, value, text_value, micro_value)
      values (c.org_id, tg_argv[0], c.id, c.key, since, c.value, c.value #>> '{}', custom_micro(c.value));
    end if;
  end loop;
  return null;
end $$;

alter table contact add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
create trigger custom_insert after insert on contact
  referencing new table as added for each statement execute function custom_value_add('contact', 'undated');
create trigger custom_update after update on contact
  referencing old table as removed new table as added for each statement execute function custom_value_change('contact', 'undated');
