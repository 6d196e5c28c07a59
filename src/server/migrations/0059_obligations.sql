-- What is to be done under a contract besides being paid (C074): deliver, invoice, have it accepted. What is paid stands in the
-- instalments of its payment nodes and is not said twice. Both tables are facts: added, and taken back with their moment.

create table obligation (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  kind text not null check (kind in ('deliver', 'invoice', 'accept')),
  label text not null default '' check (length(label) <= 100),
  due_on date not null,
  amount_fen bigint check (amount_fen > 0),
  responsible_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
comment on column obligation.responsible_id is 'who does it; null, or no longer here: whoever answers for the contract';
create index obligation_by_contract on obligation (org_id, contract_id);
create index obligation_by_responsible on obligation (org_id, responsible_id) where voided_at is null;
call fence_table('obligation', 'select, insert');
grant update (voided_at) on obligation to bellwether_app;

create table obligation_step (
  org_id uuid not null,
  id uuid not null,
  obligation_id uuid not null,
  kind text not null check (kind in ('done', 'waived', 'order', 'invoice')),
  order_id uuid,
  invoice_id uuid,
  file_id uuid,
  reason text,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, obligation_id) references obligation (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id),
  check ((kind = 'order') = (order_id is not null) and (kind = 'invoice') = (invoice_id is not null)),
  check (kind <> 'waived' or reason is not null),
  check (kind <> 'done' or file_id is not null or reason is not null)
);
comment on column obligation_step.kind is 'order, invoice: fulfilled by itself once that order is delivered whole, as long as that invoice stands';
create unique index obligation_step_open on obligation_step (org_id, obligation_id) where voided_at is null;
create index obligation_step_by_obligation on obligation_step (org_id, obligation_id);
create index obligation_step_by_order on obligation_step (org_id, order_id) where order_id is not null;
create index obligation_step_by_invoice on obligation_step (org_id, invoice_id) where invoice_id is not null;
call fence_table('obligation_step', 'select, insert');
grant update (voided_at) on obligation_step to bellwether_app;
