-- Money that came in and whose origin is not settled yet: lines of bank statements and what salespeople report. It
-- becomes a payment when finance confirms it, from an amount on by two people (C091 C181); nothing is posted by guess.

create table receipt (
  org_id uuid not null references org (id),
  id uuid not null,
  origin text not null check (origin in ('bank', 'hand')),
  line_key text,
  file_name text not null default '',
  received_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  payer_name text not null default '',
  payer_account text not null default '',
  remark text not null default '',
  serial text not null default '',
  state text not null check (state in ('waiting', 'claimed', 'half', 'confirmed', 'aside')),
  proposed_customer_id uuid,
  proposed_rung int check (proposed_rung between 1 and 5),
  proposed_parts jsonb not null default '[]',
  flags text[] not null default '{}',
  customer_id uuid,
  parts jsonb not null default '[]',
  note text not null default '',
  claimed_by uuid,
  claimed_at timestamptz(3),
  first_confirmed_by uuid,
  first_confirmed_at timestamptz(3),
  confirmed_by uuid,
  confirmed_at timestamptz(3),
  payment_id uuid,
  recorded_at timestamptz(3) not null,
  actor uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, proposed_customer_id) references customer (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, claimed_by) references app_user (org_id, id),
  foreign key (org_id, first_confirmed_by) references app_user (org_id, id),
  foreign key (org_id, confirmed_by) references app_user (org_id, id),
  check ((state in ('claimed', 'half', 'confirmed')) <= (customer_id is not null and claimed_by is not null)),
  check ((state = 'confirmed') = (payment_id is not null)),
  check (first_confirmed_by is distinct from confirmed_by or first_confirmed_by is null)
);
comment on column receipt.line_key is 'the same for the same line of an overlapping bank file';
create unique index receipt_line on receipt (org_id, line_key) where line_key is not null;
create index receipt_list on receipt (org_id, state, received_on desc, id);
create index receipt_by_customer on receipt (org_id, customer_id);
create index receipt_by_account on receipt (org_id, payer_account) where state = 'confirmed' and payer_account <> '';
create index receipt_by_payment on receipt (org_id, payment_id) where payment_id is not null;
call fence_table('receipt');
call track_table('receipt');
grant maintain on receipt to bellwether_app;
