-- Orders and what was delivered on them; complaints of customers; whatever is promised with a date.

create table sales_order (
  org_id uuid not null references org (id),
  id uuid not null,
  number text not null check (length(number) between 1 and 60),
  customer_id uuid not null,
  deal_id uuid,
  quote_id uuid,
  title text not null default '',
  amount_fen bigint not null check (amount_fen >= 0),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  ordered_on date not null,
  planned_on date,
  delivered_on date,
  status text not null check (status in ('open', 'partial', 'delivered', 'cancelled')),
  responsible_id uuid,
  remark text not null default '',
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, quote_id) references quote (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
comment on table sales_order is 'order is a word of SQL; everywhere else it is called order';
create unique index sales_order_number on sales_order (org_id, number) where voided_at is null;
create index sales_order_due on sales_order (org_id, planned_on) where voided_at is null and status in ('open', 'partial');
create index sales_order_list on sales_order (org_id, ordered_on desc, id desc) where voided_at is null;
create index sales_order_by_customer on sales_order (org_id, customer_id, ordered_on desc);
create index sales_order_by_deal on sales_order (org_id, deal_id);
create index sales_order_by_responsible on sales_order (org_id, responsible_id);
create index sales_order_batch on sales_order (org_id, batch_id) where batch_id is not null;
call fence_table('sales_order');
call track_table('sales_order');

create table order_line (
  org_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  seq int not null,
  product text not null check (length(product) between 1 and 200),
  quantity_milli bigint not null check (quantity_milli > 0),
  unit text not null default '',
  unit_price_fen bigint not null check (unit_price_fen >= 0),
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id)
);
create index order_line_by_order on order_line (org_id, order_id, seq);
call fence_table('order_line');

-- What happened to an order: its plan (planned, replanned), its deliveries, its end. Facts with both axes of time.
create table order_step (
  org_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('ordered', 'replanned', 'delivered', 'completed', 'cancelled')),
  planned_on date,
  amount_fen bigint check (amount_fen >= 0),
  quantity_milli bigint check (quantity_milli >= 0),
  reason text,
  responsible_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id)
);
comment on column order_step.kind is 'delivered: a part; completed: the last part, nothing more is owed to the customer';
create index order_step_by_order on order_step (org_id, order_id, occurred_on);
create index order_step_by_responsible on order_step (org_id, responsible_id);
create index order_step_batch on order_step (org_id, batch_id) where batch_id is not null;
call fence_table('order_step', 'select, insert, update');

alter table invoice add column order_id uuid;
alter table invoice add foreign key (org_id, order_id) references sales_order (org_id, id);
create index invoice_by_order on invoice (org_id, order_id) where order_id is not null;

grant maintain on sales_order, order_step to bellwether_app;
