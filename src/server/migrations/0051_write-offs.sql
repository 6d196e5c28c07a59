-- Write-off and recovery (坏账核销与收回, C097): what nobody expects to come any more leaves the balance from its day,
-- as an allocation of its own kind of payment, so that every figure of what is owed sees it in both readings. The claim
-- stays (账销案存): what comes in later is a recovery and no payment of the balance.

alter table payment drop constraint payment_kind_check;
alter table payment add constraint payment_kind_check check (kind in ('payment', 'credit_note', 'write_off'));
create index payment_written_off on payment (org_id, customer_id) where kind = 'write_off';

create table write_off (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  ground text not null check (ground in ('insolvent', 'dissolved', 'court', 'vanished', 'aged', 'settled', 'other')),
  reason text not null check (length(reason) between 1 and 500),
  amount_fen bigint not null check (amount_fen > 0),
  status text not null check (status in ('draft', 'asked', 'in_effect', 'ended')),
  drafted_by uuid,
  drafted_at timestamptz(3) not null,
  asked_by uuid,
  asked_at timestamptz(3),
  case_id uuid,
  basis text check (basis in ('authority', 'approval')),
  decided_by uuid,
  effective_on date,
  effective_at timestamptz(3),
  payment_id uuid,
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text check (end_reason in ('refused', 'changed', 'dropped', 'taken_back')),
  end_note text not null default '',
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, drafted_by) references app_user (org_id, id),
  check ((status = 'ended') = (ended_at is not null) and (ended_at is null) = (end_reason is null)),
  check ((effective_at is null) = (payment_id is null) and (effective_at is null) = (effective_on is null)),
  check (status <> 'in_effect' or effective_at is not null)
);
comment on column write_off.effective_on is 'the day from which the balance is without it; never before the decision';
create index write_off_by_time on write_off (org_id, drafted_at desc);
create index write_off_by_customer on write_off (org_id, customer_id);
create index write_off_by_case on write_off (org_id, case_id) where case_id is not null;
create index write_off_by_payment on write_off (org_id, payment_id) where payment_id is not null;
call fence_table('write_off');
call track_table('write_off');

create table write_off_line (
  org_id uuid not null,
  write_off_id uuid not null,
  instalment_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (org_id, write_off_id, instalment_id),
  foreign key (org_id, write_off_id) references write_off (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id)
);
create index write_off_line_by_instalment on write_off_line (org_id, instalment_id);
call fence_table('write_off_line', 'select, insert');

-- What came in of a claim that had been written off, part by part of what was owed.
create table recovery (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  payment_id uuid not null,
  instalment_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  reference text not null default '',
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id)
);
comment on column recovery.payment_id is 'the write-off of which it is a part';
create index recovery_by_payment on recovery (org_id, payment_id);
create index recovery_by_instalment on recovery (org_id, instalment_id);
create index recovery_by_customer on recovery (org_id, customer_id);
create index recovery_by_day on recovery (org_id, occurred_on);
call fence_table('recovery', 'select, insert, update');

-- The movement of the provision: opening + charge − written off + recovered = closing.
alter table provision_booking add column written_off_fen bigint not null default 0;
alter table provision_booking add column recovered_fen bigint not null default 0;
alter table provision_booking drop constraint provision_booking_check;
alter table provision_booking add constraint provision_booking_check
  check (opening_fen + charge_fen - written_off_fen + recovered_fen = closing_fen);

-- A judgement says whose it is, so that a merge of customers keeps what was known before as it does of every fact.
alter table provision_judgement add column customer_id uuid;
update provision_judgement j set customer_id = i.customer_id from instalment i where i.org_id = j.org_id and i.id = j.instalment_id;
alter table provision_judgement alter column customer_id set not null;
alter table provision_judgement add foreign key (org_id, customer_id) references customer (org_id, id);
create index provision_judgement_by_customer on provision_judgement (org_id, customer_id);

grant maintain on write_off, write_off_line, recovery to bellwether_app;
