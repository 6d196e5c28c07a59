-- Figures from outside the company (C122): a price, an index, how many enquiries came. One value for each period; a
-- correction voids the row and adds another, so that what was known at any time stays what it was.

create table indicator (
  org_id uuid not null references org (id),
  id uuid not null,
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name_zh text not null check (length(name_zh) between 1 and 40),
  name_en text not null default '' check (length(name_en) <= 40),
  unit text not null default '' check (length(unit) <= 20),
  every text not null check (every in ('day', 'week', 'month')),
  bad text not null check (bad in ('high', 'low')),
  source text not null default '' check (length(source) <= 200),
  responsible_id uuid not null,
  due_workdays int not null check (due_workdays between 0 and 60),
  since_on date not null,
  first_due_on date not null,
  ended_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, key),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
comment on column indicator.since_on is 'asked for from this day on; figures that were due before count as known when they were due';
comment on column indicator.first_due_on is 'by when the figure of the first period was expected, while there is none';
comment on column indicator.ended_at is 'no longer brought: nobody is reminded, and rules find no data';
create unique index indicator_name on indicator (org_id, name_zh) where ended_at is null;
call fence_table('indicator', 'select, insert, update');
call track_table('indicator');

create table indicator_value (
  org_id uuid not null,
  id uuid not null,
  indicator_id uuid not null,
  value_micro bigint not null check (value_micro between -9000000000000000 and 9000000000000000),
  occurred_on date not null,
  good_through date not null check (good_through >= occurred_on),
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, indicator_id) references indicator (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column indicator_value.value_micro is 'in millionths, so that what was typed is what is kept';
comment on column indicator_value.occurred_on is 'the first day of the period it speaks of';
comment on column indicator_value.good_through is 'the last day on which it speaks as the newest: then the next one should have come';
create unique index indicator_value_once on indicator_value (org_id, indicator_id, occurred_on) where voided_at is null;
create index indicator_value_by_batch on indicator_value (org_id, batch_id) where batch_id is not null;
call fence_table('indicator_value', 'select, insert, update');

grant maintain on indicator, indicator_value to bellwether_app;
