-- Fields of a company's own (C223): definitions are rows, values one jsonb column per record.

create table custom_field (
  org_id uuid not null references org (id),
  id uuid not null,
  record text not null check (record in ('customer', 'deal')),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  kind text not null check (kind in ('text', 'number', 'date', 'choice', 'yes-no', 'money')),
  name_zh text not null check (length(name_zh) between 1 and 40),
  name_en text not null default '' check (length(name_en) <= 40),
  choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array'),
  is_required boolean not null default false,
  in_list boolean not null default false,
  position int not null,
  retired_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, record, key)
);
comment on column custom_field.retired_at is 'no longer asked for; what records hold of it stays and is shown';
create unique index custom_field_name on custom_field (org_id, record, name_zh) where retired_at is null;
call fence_table('custom_field', 'select, insert, update');
call track_table('custom_field');

alter table customer add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
alter table deal add column custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');

-- Operators on jsonb are not leakproof, so under row-level security an index on the column stays unused (as with
-- search keys, 0006). Each value is a row here, with the time during which it was known: lists narrow by it,
-- rules read it in the past. The rows follow the column by trigger, so no path of writing forgets them.
create table custom_value (
  org_id uuid not null,
  record text not null,
  record_id uuid not null,
  key text collate "C" not null,
  valid_from timestamptz(3) not null,
  valid_to timestamptz(3),
  value jsonb not null,
  text_value text collate "C" not null,
  micro_value bigint,
  primary key (org_id, record, record_id, key, valid_from)
);
comment on column custom_value.micro_value is 'figures, fen and days since 1970 in millionths: compared as integers, whose operators are leakproof';
create index custom_value_text on custom_value (org_id, record, key, text_value, record_id) where valid_to is null;
create index custom_value_micro on custom_value (org_id, record, key, micro_value, record_id)
  where valid_to is null and micro_value is not null;
call fence_table('custom_value');

-- A text that only looks like a day (2026-02-31) is no number.
create function custom_micro(value jsonb) returns bigint language sql immutable parallel safe as $$
  select case
    when jsonb_typeof(value) = 'number' then ((value #>> '{}')::numeric * 1000000)::bigint
    when jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(value #>> '{}', 'date')
      then ((value #>> '{}')::date - date '1970-01-01')::bigint * 1000000
  end
$$;

create function custom_value_add() returns trigger language plpgsql as $$
begin
  insert into custom_value (org_id, record, record_id, key, valid_from, value, text_value, micro_value)
  select n.org_id, tg_argv[0], n.id, v.key, n.known_at, v.value, v.value #>> '{}', custom_micro(v.value)
  from added n, jsonb_each(n.custom) v;
  return null;
end $$;

create function custom_value_change() returns trigger language plpgsql as $$
declare
  since timestamptz(3) := coalesce(app_tick(), clock_timestamp());
  c record;
begin
  -- What an import learns of an earlier day, the first values have held since then too.
  update custom_value v set valid_from = n.known_at
  from removed o join added n on n.org_id = o.org_id and n.id = o.id and n.known_at < o.known_at
  where v.org_id = o.org_id and v.record = tg_argv[0] and v.record_id = o.id and v.valid_from = o.known_at;

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

create trigger custom_insert after insert on customer
  referencing new table as added for each statement execute function custom_value_add('customer');
create trigger custom_update after update on customer
  referencing old table as removed new table as added for each statement execute function custom_value_change('customer');
create trigger custom_insert after insert on deal
  referencing new table as added for each statement execute function custom_value_add('deal');
create trigger custom_update after update on deal
  referencing old table as removed new table as added for each statement execute function custom_value_change('deal');
