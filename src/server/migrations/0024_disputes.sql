-- What a customer contests of an instalment (C104): an amount, a reason, somebody who clears it up, a day by which,
-- and an end. While it lasts the amount is shown apart and nobody is dunned for it; it stays owed.

create table dispute (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  instalment_id uuid not null,
  kind text not null check (kind in ('quantity', 'quality', 'price', 'delivery', 'invoice', 'other')),
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null check (length(reason) between 1 and 500),
  responsible_id uuid,
  due_on date not null,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  resolved_on date,
  resolved_at timestamptz(3),
  outcome text check (outcome in ('rejected', 'credited', 'partly')),
  resolution text not null default '',
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check ((resolved_on is null) = (resolved_at is null) and (resolved_on is null) = (outcome is null)),
  check (resolved_on >= occurred_on)
);
comment on column dispute.resolved_at is 'when the end was known, beside resolved_on, the day on which it came';
create index dispute_by_instalment on dispute (org_id, instalment_id);
create index dispute_by_customer on dispute (org_id, customer_id, occurred_on desc);
create index dispute_open on dispute (org_id, due_on) where resolved_on is null and voided_at is null;
create index dispute_by_responsible on dispute (org_id, responsible_id);
call fence_table('dispute');
call track_table('dispute');

-- The mark that imported ledgers bring along; few invoices have it.
create index invoice_disputed on invoice (org_id, id) where disputed;

grant maintain on dispute to bellwether_app;
