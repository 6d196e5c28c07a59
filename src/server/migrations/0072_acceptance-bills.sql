-- Acceptance bills (银行/商业承兑汇票) as a means of payment: the paper with its own due day, and what became of it as pairs
-- of a business day and the moment it was known. What it does to what is owed is written in the ledger there is: payments
-- of their own kind, and, when a bill is refused, the same amounts taken off again from that day on (decision 0016).

create table bill (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('bank', 'commercial')),
  number text not null default '' check (length(number) <= 60),
  drawer text not null default '' check (length(drawer) <= 100),
  acceptor text not null default '' check (length(acceptor) <= 100),
  amount_fen bigint not null check (amount_fen > 0),
  issued_on date,
  due_on date not null,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  passed_how text check (passed_how in ('discounted', 'endorsed')),
  passed_on date,
  passed_at timestamptz(3),
  passed_to text not null default '' check (length(passed_to) <= 100),
  cost_fen bigint not null default 0 check (cost_fen >= 0 and cost_fen < amount_fen),
  ended_how text check (ended_how in ('honoured', 'refused')),
  ended_on date,
  ended_at timestamptz(3),
  note text not null default '' check (length(note) <= 500),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check (due_on >= occurred_on and (issued_on is null or issued_on <= occurred_on)),
  check ((passed_how is null) = (passed_on is null) and (passed_how is null) = (passed_at is null)),
  check ((ended_how is null) = (ended_on is null) and (ended_how is null) = (ended_at is null)),
  check (passed_on >= occurred_on and ended_on >= coalesce(passed_on, occurred_on)),
  check (cost_fen = 0 or passed_how = 'discounted')
);
comment on column bill.occurred_on is 'the day on which it was taken in payment';
comment on column bill.cost_fen is 'what the bank kept when it was discounted';
comment on column bill.ended_how is 'by whoever accepted it, on or after its due day; of a refusal the day on which it was refused';
create unique index bill_number on bill (org_id, number) where voided_at is null and number <> '';
create index bill_by_customer on bill (org_id, customer_id, due_on);
create index bill_by_due on bill (org_id, due_on) where ended_on is null and voided_at is null;
create index bill_batch on bill (org_id, batch_id) where batch_id is not null;
call fence_table('bill');
call track_table('bill');

alter table payment add column bill_id uuid;
alter table payment add column bill_move text check (bill_move in ('received', 'turned', 'refused'));
comment on column payment.bill_move is 'turned: the two rows that make money of a bill and leave what is owed as it was';
alter table payment add foreign key (org_id, bill_id) references bill (org_id, id);
alter table payment add check ((bill_id is null) = (bill_move is null));
create index payment_by_bill on payment (org_id, bill_id) where bill_id is not null;

alter table payment drop constraint payment_kind_check;
alter table payment add constraint payment_kind_check
  check (kind in ('payment', 'credit_note', 'write_off', 'bill', 'endorsed'));
alter table payment add check (bill_id is not null or kind not in ('bill', 'endorsed'));
-- Only what is taken back of a bill is below zero.
alter table payment drop constraint payment_amount_fen_check;
alter table payment add constraint payment_amount_fen_check
  check (amount_fen <> 0 and (amount_fen > 0 or bill_id is not null));
alter table payment drop constraint payment_check;
alter table payment add constraint payment_unallocated_check check (unallocated_fen <= greatest(amount_fen, 0));
alter table allocation drop constraint allocation_amount_fen_check;
alter table allocation add constraint allocation_amount_fen_check check (amount_fen <> 0);
comment on column allocation.amount_fen is 'below zero where a refused bill opens again what it had settled';

-- The movement of a closed month on bills, and what lay in the drawer on its last day (应收票据).
alter table month_close add column bills_fen bigint not null default 0;
alter table month_close add column bills_in_hand_fen bigint not null default 0;

grant maintain on bill to bellwether_app;
