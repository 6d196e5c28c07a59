-- Quotes: asked, sent, answered, decided. What happened is rows (quote_step); the quote keeps the present state.

alter table stage add column asks_quote boolean not null default false;
comment on column stage.asks_quote is 'entering this stage is a request for a quotation: the response clock starts (C058)';
update stage set asks_quote = true, version = version + 1 where key = 'quote';

create table quote (
  org_id uuid not null references org (id),
  id uuid not null,
  external_code text,
  customer_id uuid,
  deal_id uuid,
  title text not null check (length(title) between 1 and 200),
  origin text not null check (origin in ('request', 'stage')),
  status text not null check (status in ('asked', 'paused', 'sent', 'answered', 'won', 'lost', 'withdrawn')),
  asked_at timestamptz(3) not null,
  sent_at timestamptz(3),
  decided_at timestamptz(3),
  amount_fen bigint check (amount_fen >= 0),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  valid_until date,
  responsible_id uuid,
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
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check (customer_id is not null or deal_id is not null)
);
comment on column quote.origin is 'stage: the deal entered a stage that asks for a quotation; request: somebody noted the customer''s request';
create unique index quote_code on quote (org_id, external_code) where external_code is not null and voided_at is null;
create index quote_waiting on quote (org_id, asked_at) where voided_at is null and status in ('asked', 'paused');
create index quote_list on quote (org_id, updated_at desc, id desc) where voided_at is null;
create index quote_by_deal on quote (org_id, deal_id);
create index quote_by_customer on quote (org_id, customer_id);
create index quote_by_responsible on quote (org_id, responsible_id);
create index quote_batch on quote (org_id, batch_id) where batch_id is not null;
call fence_table('quote');
call track_table('quote');

-- What is offered; replaced as a whole with each sending. A price list and its version come with price control (C063).
create table quote_line (
  org_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  seq int not null,
  product text not null check (length(product) between 1 and 200),
  quantity_milli bigint not null check (quantity_milli > 0),
  unit text not null default '',
  unit_price_fen bigint not null check (unit_price_fen >= 0),
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (org_id, id),
  foreign key (org_id, quote_id) references quote (org_id, id)
);
create index quote_line_by_quote on quote_line (org_id, quote_id, seq);
call fence_table('quote_line');

create table quote_step (
  org_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  kind text not null check (kind in ('asked', 'sent', 'answered', 'paused', 'resumed', 'won', 'lost', 'withdrawn')),
  occurred_at timestamptz(3) not null,
  occurred_on date not null,
  amount_fen bigint check (amount_fen >= 0),
  valid_until date,
  responsible_id uuid,
  reason text,
  competitor text,
  implied boolean not null default false,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, quote_id) references quote (org_id, id)
);
comment on column quote_step.implied is 'nobody noted it; the deal moved on, and that says it';
create index quote_step_by_quote on quote_step (org_id, quote_id, occurred_at);
create index quote_step_by_responsible on quote_step (org_id, responsible_id);
create index quote_step_batch on quote_step (org_id, batch_id) where batch_id is not null;
call fence_table('quote_step', 'select, insert, update');

grant maintain on quote, quote_step to bellwether_app;
