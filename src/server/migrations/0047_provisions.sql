-- Provisions (C096): rates as versions, what is judged one by one, and what was booked for a month. Figures of a past
-- day are worked out from the ageing of that day; only what was booked is kept as it was.

create table provision_rates (
  org_id uuid not null references org (id),
  id uuid not null,
  starts_on date not null,
  rates jsonb not null,
  reason text not null check (length(reason) between 1 and 500),
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id)
);
create index provision_rates_by_day on provision_rates (org_id, starts_on desc, recorded_at desc);
call fence_table('provision_rates', 'select, insert');

create table provision_judgement (
  org_id uuid not null references org (id),
  id uuid not null,
  instalment_id uuid not null,
  amount_fen bigint not null check (amount_fen >= 0),
  reason text not null check (length(reason) between 1 and 500),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id)
);
create index provision_judgement_by_instalment on provision_judgement (org_id, instalment_id, recorded_at desc);
call fence_table('provision_judgement');

create table provision_booking (
  org_id uuid not null references org (id),
  id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  opening_fen bigint not null,
  charge_fen bigint not null,
  closing_fen bigint not null,
  general_fen bigint not null,
  individual_fen bigint not null,
  open_fen bigint not null,
  lines jsonb not null,
  reason text not null default '',
  recorded_at timestamptz(3) not null,
  actor uuid,
  replaced_at timestamptz(3),
  primary key (org_id, id),
  check (opening_fen + charge_fen = closing_fen),
  check (general_fen + individual_fen = closing_fen)
);
create unique index provision_booking_once on provision_booking (org_id, month) where replaced_at is null;
call fence_table('provision_booking', 'select, insert, update');
grant maintain on provision_rates, provision_judgement, provision_booking to bellwether_app;
