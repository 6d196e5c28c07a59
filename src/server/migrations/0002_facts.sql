-- Business facts. Every fact: occurred_on (business axis), known_at (known axis), recorded_at (tick), voided_at.

create table customer (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  name text not null check (length(name) between 1 and 200),
  short_name text,
  name_key text not null,
  search_keys text[] not null default '{}',
  uscc text,
  city text,
  phone text,
  key_level text not null default 'normal' check (key_level in ('key', 'normal')),
  term_days int check (term_days between 0 and 3650),
  limit_fen bigint check (limit_fen >= 0),
  responsible_id uuid,
  remark text not null default '',
  created_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
comment on column customer.search_keys is 'bigrams of the name, pinyin initials and their bigrams: two Chinese characters must find a name under row-level security';
create unique index customer_code on customer (org_id, external_code) where external_code is not null and voided_at is null;
create index customer_name_key on customer (org_id, name_key);
create index customer_list on customer (org_id, updated_at desc, id desc) where voided_at is null;
create index customer_by_responsible on customer (org_id, responsible_id, updated_at desc) where voided_at is null;
create index customer_search on customer using gin (org_id, search_keys);
create index customer_batch on customer (org_id, batch_id) where batch_id is not null;
call fence_table('customer');
call track_table('customer');

-- What rules and scopes read in the past: typed validity rows, at most one open per customer.
create table customer_period (
  org_id uuid not null,
  customer_id uuid not null,
  valid_from timestamptz(3) not null,
  valid_to timestamptz(3),
  responsible_id uuid,
  key_level text not null,
  term_days int,
  limit_fen bigint,
  primary key (org_id, customer_id, valid_from),
  foreign key (org_id, customer_id) references customer (org_id, id)
);
call fence_table('customer_period');

create table customer_member (
  org_id uuid not null,
  customer_id uuid not null,
  user_id uuid not null,
  primary key (org_id, customer_id, user_id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index customer_member_by_user on customer_member (org_id, user_id);
call fence_table('customer_member');

create table contact (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  name text not null,
  title text not null default '',
  phone text,
  email text,
  wechat text,
  is_primary boolean not null default false,
  voided_at timestamptz(3),
  batch_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id)
);
create index contact_by_customer on contact (org_id, customer_id);
call fence_table('contact');
call track_table('contact');

create table pipeline (
  org_id uuid not null references org (id),
  id uuid not null,
  name text not null,
  is_default boolean not null default false,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, name)
);
call fence_table('pipeline');
call track_table('pipeline');

create table stage (
  org_id uuid not null,
  id uuid not null,
  pipeline_id uuid not null,
  key text not null,
  name text not null,
  name_en text not null,
  position int not null,
  kind text not null check (kind in ('open', 'won', 'lost')),
  norm_days int check (norm_days > 0),
  probability_bp int not null default 0 check (probability_bp between 0 and 10000),
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, pipeline_id, key),
  foreign key (org_id, pipeline_id) references pipeline (org_id, id)
);
call fence_table('stage');
call track_table('stage');

create table deal (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  customer_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  stage_since date,
  title text not null,
  product text,
  amount_fen bigint,
  currency text not null default 'CNY',
  responsible_id uuid,
  created_on date,
  expected_close_on date,
  closed_on date,
  outcome text not null default 'open' check (outcome in ('open', 'won', 'lost', 'undated')),
  lost_reason text,
  competitor text,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, pipeline_id) references pipeline (org_id, id),
  foreign key (org_id, stage_id) references stage (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check ((outcome = 'undated') = (created_on is null))
);
comment on column deal.outcome is 'undated: imported without any date, cannot be placed at any as-of, kept out of every figure and said to the user';
create unique index deal_code on deal (org_id, external_code) where external_code is not null and voided_at is null;
create index deal_list on deal (org_id, updated_at desc, id desc) where voided_at is null;
create index deal_by_customer on deal (org_id, customer_id);
create index deal_open on deal (org_id, responsible_id, stage_id) where voided_at is null and outcome = 'open';
create index deal_batch on deal (org_id, batch_id) where batch_id is not null;
call fence_table('deal');
call track_table('deal');

-- Current state per deal, untracked, so that a follow-up does not write a version of the deal.
create table deal_state (
  org_id uuid not null,
  deal_id uuid not null,
  last_activity_at timestamptz(3),
  primary key (org_id, deal_id),
  foreign key (org_id, deal_id) references deal (org_id, id)
);
call fence_table('deal_state');

create table stage_change (
  org_id uuid not null,
  id uuid not null,
  deal_id uuid not null,
  from_stage_id uuid,
  to_stage_id uuid not null,
  amount_fen bigint,
  responsible_id uuid,
  lost_reason text,
  competitor text,
  position int not null default 0,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, from_stage_id) references stage (org_id, id),
  foreign key (org_id, to_stage_id) references stage (org_id, id)
);
comment on column stage_change.position is 'order of changes of one deal on one day';
create index stage_change_by_deal on stage_change (org_id, deal_id, occurred_on, position);
create index stage_change_business on stage_change (org_id, occurred_on);
create index stage_change_known on stage_change (org_id, known_at);
call fence_table('stage_change', 'select, insert, update');

create table activity (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  customer_id uuid,
  deal_id uuid,
  user_id uuid not null,
  kind text not null check (kind in ('call', 'visit', 'wechat', 'mail', 'other')),
  summary text not null,
  next_on date,
  occurred_at timestamptz(3) not null,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  check (customer_id is not null or deal_id is not null)
);
create unique index activity_code on activity (org_id, external_code) where external_code is not null and voided_at is null;
create index activity_by_customer on activity (org_id, customer_id, known_at desc);
create index activity_by_deal on activity (org_id, deal_id, known_at desc) where deal_id is not null;
create index activity_by_user on activity (org_id, user_id, known_at desc);
create index activity_batch on activity (org_id, batch_id) where batch_id is not null;
call fence_table('activity', 'select, insert, update');

create table invoice (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  customer_id uuid not null,
  number text not null,
  kind text not null check (kind in ('invoice', 'opening')),
  amount_fen bigint not null check (amount_fen > 0),
  currency text not null default 'CNY',
  disputed boolean not null default false,
  responsible_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
comment on column invoice.occurred_on is 'issue date; known_at of imported history follows it by the delay the mapping states';
create unique index invoice_number on invoice (org_id, customer_id, number) where voided_at is null;
create index invoice_by_customer on invoice (org_id, customer_id, occurred_on desc);
create index invoice_batch on invoice (org_id, batch_id) where batch_id is not null;
call fence_table('invoice', 'select, insert, update');

-- What is owed on a date (回款计划·第 N 期). open_fen is current state, written only by receivables/settle.ts.
create table instalment (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  invoice_id uuid not null,
  seq int not null,
  label text not null default '',
  due_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  open_fen bigint not null,
  responsible_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check (open_fen between 0 and amount_fen)
);
create index instalment_open on instalment (org_id, due_on, id) include (customer_id, open_fen) where open_fen > 0 and voided_at is null;
create index instalment_by_customer on instalment (org_id, customer_id, due_on);
create index instalment_by_invoice on instalment (org_id, invoice_id);
create index instalment_business on instalment (org_id, occurred_on);
call fence_table('instalment', 'select, insert, update');

create table payment (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  customer_id uuid not null,
  kind text not null check (kind in ('payment', 'credit_note')),
  amount_fen bigint not null check (amount_fen > 0),
  unallocated_fen bigint not null check (unallocated_fen >= 0),
  currency text not null default 'CNY',
  reference text not null default '',
  remark text not null default '',
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  check (unallocated_fen <= amount_fen)
);
create unique index payment_code on payment (org_id, external_code) where external_code is not null and voided_at is null;
create index payment_by_customer on payment (org_id, customer_id, occurred_on desc);
create index payment_batch on payment (org_id, batch_id) where batch_id is not null;
create index payment_unallocated on payment (org_id, customer_id) where unallocated_fen > 0 and voided_at is null;
call fence_table('payment', 'select, insert, update');

create table allocation (
  org_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  instalment_id uuid not null,
  customer_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id)
);
create index allocation_by_instalment on allocation (org_id, instalment_id) include (occurred_on, amount_fen);
create index allocation_by_payment on allocation (org_id, payment_id);
create index allocation_by_customer on allocation (org_id, customer_id, known_at);
create index allocation_business on allocation (org_id, occurred_on);
call fence_table('allocation', 'select, insert, update');

create table target (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  kind text not null check (kind in ('bookings', 'collections')),
  amount_fen bigint not null check (amount_fen >= 0),
  known_at timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, user_id, month, kind),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
call fence_table('target');
call track_table('target');

-- Current state per customer for the daily screens; written only by modules/customers/customer-state.ts.
create table customer_state (
  org_id uuid not null,
  customer_id uuid not null,
  last_activity_at timestamptz(3),
  open_fen bigint not null default 0,
  last_invoice_on date,
  open_deals int not null default 0,
  primary key (org_id, customer_id),
  foreign key (org_id, customer_id) references customer (org_id, id)
);
create index customer_state_quiet on customer_state (org_id, last_activity_at);
create index customer_state_open on customer_state (org_id, open_fen desc) where open_fen > 0;
call fence_table('customer_state');
