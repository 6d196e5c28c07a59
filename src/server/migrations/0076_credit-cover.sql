-- Insurance and guarantees (C032): what somebody else pays when a customer does not. A cover is a fact: whoever cuts it short
-- or corrects it voids the row and writes another, so that what was in force as known on a past day stays.

create table credit_cover (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('insurance', 'guarantee')),
  provider text not null check (length(provider) between 1 and 100),
  policy_no text not null default '' check (length(policy_no) <= 100),
  cap_fen bigint not null check (cap_fen > 0),
  share_bp int not null check (share_bp between 1 and 10000),
  deductible_fen bigint not null default 0 check (deductible_fen >= 0),
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  exclusions text not null default '' check (length(exclusions) <= 1000),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column credit_cover.share_bp is 'of what is owed beyond the deductible, up to the cap';
comment on column credit_cover.occurred_on is 'the day on which it was recorded';
create index credit_cover_by_customer on credit_cover (org_id, customer_id);
call fence_table('credit_cover', 'select, insert, update');

-- What the company could turn to when money is late (C031): how much, how fast, at what price. Not tied to a customer.
create table credit_financing (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('bank_line', 'factoring', 'insurance', 'other')),
  provider text not null check (length(provider) between 1 and 100),
  capacity_fen bigint not null check (capacity_fen > 0),
  lead_days int not null check (lead_days between 0 and 365),
  cost_bp int check (cost_bp between 0 and 10000),
  terms text not null default '' check (length(terms) <= 1000),
  until_on date,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column credit_financing.cost_bp is 'a year, of what is drawn; null: not agreed';
create index credit_financing_known on credit_financing (org_id, known_at);
call fence_table('credit_financing', 'select, insert, update');

grant maintain on credit_cover, credit_financing to bellwether_app;
