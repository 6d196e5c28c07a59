-- C208: when each source was fed, so that what only its silence says is not told as if it were true.

-- The first recording of a day, typed or imported. Written by triggers, so no path escapes it, and never
-- changed by what happens to the rows afterwards: an import that is taken back was delivered all the same.
create table source_day (
  org_id uuid not null references org (id),
  source text not null check (source in ('activity', 'deal', 'quote', 'order', 'invoice', 'payment')),
  day date not null,
  imported boolean not null,
  first_at timestamptz(3) not null,
  primary key (org_id, source, day, imported)
);
call fence_table('source_day', 'select, insert, update');
grant maintain on source_day to bellwether_app;

create function note_source_day() returns trigger language plpgsql as $$
begin
  insert into source_day (org_id, source, day, imported, first_at)
  select f.org_id, tg_argv[0], china_day(f.recorded_at), f.batch_id is not null, min(f.recorded_at)
  from fed f group by 1, 3, 4
  on conflict (org_id, source, day, imported) do update set first_at = excluded.first_at
    where excluded.first_at < source_day.first_at;
  return null;
end $$;

create procedure feed_source(name text, source text) language plpgsql as $$
begin
  execute format('create trigger source_day after insert on %I referencing new table as fed
    for each statement execute function note_source_day(%L)', name, source);
  execute format('insert into source_day (org_id, source, day, imported, first_at)
    select org_id, %L, china_day(recorded_at), batch_id is not null, min(recorded_at) from %I group by 1, 3, 4', source, name);
end $$;
call feed_source('activity', 'activity');
call feed_source('stage_change', 'deal');
call feed_source('quote_step', 'quote');
call feed_source('order_step', 'order');
call feed_source('invoice', 'invoice');
call feed_source('payment', 'payment');

-- What was decided about a source: the newest row known at a moment counts then.
create table source_choice (
  org_id uuid not null references org (id),
  id uuid not null,
  source text not null check (source in ('activity', 'deal', 'quote', 'order', 'invoice', 'payment')),
  mode text not null check (mode in ('learned', 'set', 'off')),
  workdays int check (workdays between 1 and 60),
  reason text not null check (length(reason) between 2 and 200),
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check ((mode = 'set') = (workdays is not null))
);
create index source_choice_by_source on source_choice (org_id, source, recorded_at);
call fence_table('source_choice', 'select, insert');

-- A warning that waits for its data: told once that has come and it still holds, else it never was one.
create table alert_withheld (
  org_id uuid not null references org (id),
  id uuid not null,
  rule_id uuid not null,
  rule_version int not null,
  mode text not null check (mode in ('on', 'trial', 'off')),
  subject_kind text not null,
  subject_id uuid not null,
  customer_id uuid,
  responsible_id uuid not null,
  severity int not null check (severity between 1 and 3),
  source text not null check (source in ('activity', 'deal', 'quote', 'order', 'invoice', 'payment')),
  data_on date not null,
  money_fen bigint not null default 0,
  explanation jsonb not null,
  held_at timestamptz(3) not null,
  held_until timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  ended_at timestamptz(3),
  outcome text check (outcome in ('told', 'refuted')),
  alert_id uuid,
  primary key (org_id, id),
  foreign key (org_id, rule_id) references rule (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id),
  check ((ended_at is null) = (outcome is null))
);
comment on column alert_withheld.held_at is 'when it would have opened; kept with the alert that opens later';
comment on column alert_withheld.data_on is 'the last day of which the source brought anything';
comment on column alert_withheld.held_until is 'when it is told by the data it has, should none have come';
create unique index alert_withheld_one on alert_withheld (org_id, rule_id, subject_id) where ended_at is null;
create index alert_withheld_by_time on alert_withheld (org_id, held_at desc);
create index alert_withheld_subject on alert_withheld (org_id, subject_id);
call fence_table('alert_withheld', 'select, insert, update');
grant maintain on alert_withheld to bellwether_app;

-- What waits or stands while a source is late is looked at again when it delivers.
create index watch_state_watching on watch_state (org_id, rule_id) where state ->> 'phase' in ('withheld', 'open', 'standing');
