-- Credit: what the screening file says, what was decided about a customer, and the trail of ratings.

-- One item of the file with its source, day and checker (C004). A new row of the same item takes the place of the old.
create table credit_item (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  item text not null check (item ~ '^[a-zA-Z]{3,30}$'),
  value int,
  verdict text not null check (verdict in ('passed', 'doubtful', 'refused')),
  source text not null check (length(source) between 1 and 200),
  note text not null default '',
  expires_on date,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column credit_item.occurred_on is 'the day the source says so';
create index credit_item_by_customer on credit_item (org_id, customer_id, item, known_at desc);
create index credit_item_by_actor on credit_item (org_id, actor) where actor is not null;
create index credit_item_expiring on credit_item (org_id, expires_on) where expires_on is not null and voided_at is null;
call fence_table('credit_item', 'select, insert, update');

-- Balance sheet and income statement of one period (C005).
create table credit_statement (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  period_end date not null,
  current_assets_fen bigint not null check (current_assets_fen >= 0),
  total_assets_fen bigint not null check (total_assets_fen >= current_assets_fen),
  current_liabilities_fen bigint not null check (current_liabilities_fen >= 0),
  total_liabilities_fen bigint not null check (total_liabilities_fen >= current_liabilities_fen),
  retained_earnings_fen bigint not null,
  sales_fen bigint not null check (sales_fen >= 0),
  ebit_fen bigint not null,
  net_profit_fen bigint not null,
  operating_cash_fen bigint,
  source text not null check (length(source) between 1 and 200),
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
create index credit_statement_by_customer on credit_statement (org_id, customer_id, period_end desc);
create index credit_statement_by_actor on credit_statement (org_id, actor) where actor is not null;
call fence_table('credit_statement', 'select, insert, update');

-- A decision about a customer, with its reason, who made it on which ground, and its last day. It holds from
-- effective_at until ended_at, and never beyond expires_on.
create table credit_decision (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('grade')),
  grade text check (grade in ('A', 'B', 'C', 'D')),
  reason text not null check (length(reason) between 1 and 500),
  expires_on date not null,
  asked_by uuid,
  asked_at timestamptz(3) not null,
  basis text check (basis in ('authority', 'approval')),
  case_id uuid,
  decided_by uuid,
  effective_at timestamptz(3),
  ended_at timestamptz(3),
  end_reason text check (end_reason in ('refused', 'replaced', 'taken_back')),
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  foreign key (org_id, asked_by) references app_user (org_id, id),
  foreign key (org_id, decided_by) references app_user (org_id, id),
  check (kind <> 'grade' or grade is not null),
  check ((effective_at is null) = (basis is null)),
  check (basis is distinct from 'approval' or case_id is not null)
);
create index credit_decision_by_customer on credit_decision (org_id, customer_id, asked_at desc);
create index credit_decision_by_case on credit_decision (org_id, case_id) where case_id is not null;
create index credit_decision_by_asker on credit_decision (org_id, asked_by) where asked_by is not null;
create index credit_decision_by_decider on credit_decision (org_id, decided_by) where decided_by is not null;
create index credit_decision_ending on credit_decision (org_id, expires_on) where effective_at is not null and ended_at is null;
call fence_table('credit_decision', 'select, insert, update');

-- The trail of ratings: typed validity rows, at most one open per customer. Rows whose valid_from lies before their
-- recorded_at were worked out afterwards, from what was known at valid_from and nothing else.
create table credit_rating (
  org_id uuid not null references org (id),
  customer_id uuid not null,
  valid_from timestamptz(3) not null,
  valid_to timestamptz(3),
  score int not null check (score between 300 and 900),
  score_grade text not null check (score_grade in ('A', 'B', 'C', 'D')),
  grade text not null check (grade in ('A', 'B', 'C', 'D')),
  default_bp int not null,
  matured int not null,
  confidence text not null check (confidence in ('low', 'medium', 'high')),
  reasons jsonb not null,
  stops text[] not null default '{}',
  override_id uuid,
  recorded_at timestamptz(3) not null,
  primary key (org_id, customer_id, valid_from),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, override_id) references credit_decision (org_id, id),
  check (valid_to > valid_from)
);
create unique index credit_rating_open on credit_rating (org_id, customer_id) where valid_to is null;
create index credit_rating_by_time on credit_rating (org_id, valid_from);
create index credit_rating_by_override on credit_rating (org_id, override_id) where override_id is not null;
call fence_table('credit_rating', 'select, insert, update');

-- How late the company's customers are as a whole, by day: what a customer with few invoices is measured against.
create table credit_portfolio (
  org_id uuid not null references org (id),
  on_day date not null,
  late_share_bp int not null check (late_share_bp between 0 and 10000),
  matured int not null,
  primary key (org_id, on_day)
);
call fence_table('credit_portfolio', 'select, insert, update');

-- Up to which tick events have been looked at, and on which day everybody was last rated.
create table credit_cursor (
  org_id uuid primary key references org (id),
  tick timestamptz(3) not null,
  full_on date
);
call fence_table('credit_cursor', 'select, insert, update');

grant maintain on credit_rating to bellwether_app;
