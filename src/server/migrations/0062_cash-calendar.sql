-- The cash calendar (资金日历, C102, C103): what is in hand as typed, what will go out as typed or imported, and what was
-- expected of it day by day. An outlook is a fact of the day on which it was drawn: it is appended and never rewritten.

create table cash_balance (
  org_id uuid not null references org (id),
  id uuid not null,
  amount_fen bigint not null,
  floor_fen bigint not null default 0 check (floor_fen >= 0),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column cash_balance.amount_fen is 'in hand at the end of the day; below zero when an account is overdrawn';
comment on column cash_balance.floor_fen is 'less than this is a shortfall';
create index cash_balance_by_day on cash_balance (org_id, occurred_on desc);
call fence_table('cash_balance', 'select, insert, update');

create table cash_outflow (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('supplier', 'salary', 'tax', 'rent', 'loan', 'other')),
  label text not null check (length(label) between 1 and 100),
  amount_fen bigint not null check (amount_fen > 0),
  every text not null check (every in ('once', 'week', 'month', 'quarter', 'year')),
  first_on date not null,
  until_on date check (until_on >= first_on),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column cash_outflow.occurred_on is 'the day on which it was planned';
create index cash_outflow_planned on cash_outflow (org_id, first_on) where voided_at is null;
call fence_table('cash_outflow', 'select, insert, update');

create table cash_outlook (
  org_id uuid not null references org (id),
  id uuid not null,
  drawn_on date not null,
  known_at timestamptz(3) not null,
  lowest_on date,
  lowest_fen bigint,
  shortfall_fen bigint check (shortfall_fen >= 0),
  open_fen bigint not null,
  slowing jsonb not null,
  primary key (org_id, id),
  check ((lowest_on is null) = (lowest_fen is null) and (lowest_on is null) = (shortfall_fen is null))
);
comment on column cash_outlook.shortfall_fen is 'null: no balance was typed, so nobody can tell';
comment on column cash_outlook.slowing is 'the large customers that had come to pay later: customerId, openFen as text, days';
create index cash_outlook_by_time on cash_outlook (org_id, known_at);
create index cash_outlook_by_day on cash_outlook (org_id, drawn_on desc);
call fence_table('cash_outlook', 'select, insert');

grant maintain on cash_balance, cash_outflow, cash_outlook to bellwether_app;
