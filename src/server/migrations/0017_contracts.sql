-- Contracts, light: what was agreed, until when, and whether it has been approved. Templates and clauses come later.

create table contract (
  org_id uuid not null references org (id),
  id uuid not null,
  number text not null check (length(number) between 1 and 60),
  customer_id uuid not null,
  deal_id uuid,
  title text not null default '',
  amount_fen bigint not null check (amount_fen >= 0),
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  signed_on date,
  effective_on date,
  ends_on date,
  status text not null check (status in ('open', 'ended')),
  approved_at timestamptz(3),
  approved_by uuid,
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
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  foreign key (org_id, approved_by) references app_user (org_id, id),
  check (ends_on is null or effective_on is null or ends_on >= effective_on)
);
create unique index contract_number on contract (org_id, number) where voided_at is null;
create index contract_ending on contract (org_id, ends_on) where voided_at is null and status = 'open';
create index contract_by_customer on contract (org_id, customer_id);
create index contract_by_responsible on contract (org_id, responsible_id);
create index contract_batch on contract (org_id, batch_id) where batch_id is not null;
call fence_table('contract');
call track_table('contract');

-- Payment nodes as agreed; on approval they become instalments (C068).
create table contract_node (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  seq int not null,
  label text not null default '',
  due_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id)
);
create index contract_node_by_contract on contract_node (org_id, contract_id, seq);
call fence_table('contract_node');

create table contract_step (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  kind text not null check (kind in ('recorded', 'approved', 'unapproved', 'prolonged', 'ended')),
  ends_on date,
  amount_fen bigint check (amount_fen >= 0),
  reason text,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id)
);
comment on column contract_step.ends_on is 'recorded, prolonged: the end that holds from then on';
create index contract_step_by_contract on contract_step (org_id, contract_id, recorded_at);
create index contract_step_batch on contract_step (org_id, batch_id) where batch_id is not null;
call fence_table('contract_step', 'select, insert, update');

alter table sales_order add column contract_id uuid;
alter table sales_order add foreign key (org_id, contract_id) references contract (org_id, id);
create index sales_order_by_contract on sales_order (org_id, contract_id) where contract_id is not null;
alter table invoice add column contract_id uuid;
alter table invoice add foreign key (org_id, contract_id) references contract (org_id, id);
create index invoice_by_contract on invoice (org_id, contract_id) where contract_id is not null;
alter table invoice drop constraint invoice_kind_check;
alter table invoice add constraint invoice_kind_check check (kind in ('invoice', 'opening', 'contract'));
comment on column invoice.kind is 'contract: the payment nodes of an approved contract, owed before anything is invoiced';

grant maintain on contract, contract_step to bellwether_app;
