-- What the company register says of customers (C007 C011, decision 0025): the account with a provider, look-ups, what they showed.

create table register_account (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('qichacha', 'tianyancha')),
  config jsonb not null,
  secret bytea,
  monthly_cap int not null check (monthly_cap between 0 and 100000),
  refresh_days int not null check (refresh_days between 0 and 365),
  status text not null check (status in ('on', 'off')),
  tested jsonb,
  test_asked_at timestamptz(3),
  trouble jsonb,
  version int not null default 1,
  primary key (org_id, id)
);
comment on column register_account.secret is 'AES-256-GCM envelope; the key lives outside the database';
comment on column register_account.monthly_cap is 'paid calls in a calendar month, whoever asks for them';
comment on column register_account.refresh_days is 'customers with money at risk or open deals are looked up again after so many days; 0: never by itself';
comment on column register_account.trouble is 'what the provider has against the account; nothing is asked until somebody has mended it';
create unique index register_account_one on register_account (org_id);
call fence_table('register_account');
call track_table('register_account');

create table register_lookup (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid,
  asked text not null check (asked in ('person', 'schedule', 'trial')),
  code text,
  provider text not null,
  state text not null check (state in ('queued', 'found', 'none', 'ambiguous', 'failed')),
  calls int not null default 0 check (calls >= 0),
  failures int not null default 0,
  next_at timestamptz(3),
  claimed_until timestamptz(3),
  answer jsonb not null default '{}',
  recorded_at timestamptz(3) not null,
  ended_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check ((customer_id is null) = (asked = 'trial'))
);
comment on column register_lookup.calls is 'paid for; while it is under way, as many as it may need';
comment on column register_lookup.code is 'looked up by this code, chosen among several companies of like names; null: by what the customer record says';
create unique index register_lookup_one on register_lookup (org_id, customer_id) where state = 'queued';
create index register_lookup_due on register_lookup (org_id, next_at) where next_at is not null;
create index register_lookup_by_time on register_lookup (org_id, recorded_at);
create index register_lookup_by_customer on register_lookup (org_id, customer_id, recorded_at);
call fence_table('register_lookup', 'select, insert, update');

-- Facts of a company as one look-up showed them. Private persons are named only as legal representative.
create table register_snapshot (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  provider text not null,
  state text not null check (state in ('active', 'deregistered', 'revoked', 'ending', 'unknown')),
  dishonest int check (dishonest >= 0),
  enforced int check (enforced >= 0),
  facts jsonb not null,
  missing jsonb not null default '[]',
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column register_snapshot.dishonest is 'entries in the list of dishonest judgment debtors; null: the provider did not tell';
comment on column register_snapshot.actor is 'who asked for it; null: the schedule';
create index register_snapshot_by_customer on register_snapshot (org_id, customer_id, known_at);
call fence_table('register_snapshot', 'select, insert, update');

grant maintain on register_lookup, register_snapshot to bellwether_app;
