-- What is given back after the sale (C046 C104, decision 0027): goods that came back against a signed note, a discount on an
-- invoice, a rebate on a period. Asked, decided by authority or approval; money only once its credit note is recorded.

create table allowance (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('return', 'discount', 'rebate')),
  customer_id uuid not null,
  note_id uuid,
  invoice_number text,
  from_on date,
  until_on date,
  cause text not null check (cause in ('quality', 'wrong', 'surplus', 'price', 'volume', 'other')),
  condition text check (condition in ('intact', 'damaged', 'scrap')),
  reason text not null default '' check (length(reason) <= 500),
  returned_on date,
  amount_fen bigint not null check (amount_fen > 0),
  complaint_id uuid,
  status text not null check (status in ('asked', 'in_effect', 'ended')),
  basis text check (basis in ('authority', 'approval')),
  case_id uuid,
  asked_by uuid,
  asked_at timestamptz(3) not null,
  decided_by uuid,
  effective_on date,
  effective_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text,
  payment_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, note_id) references delivery_note (org_id, id),
  foreign key (org_id, complaint_id) references complaint (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  foreign key (org_id, payment_id) references payment (org_id, id),
  check ((kind = 'return') = (note_id is not null) and (kind = 'return') = (returned_on is not null)),
  check ((kind = 'discount') = (invoice_number is not null)),
  check ((kind = 'rebate') = (from_on is not null) and (from_on is null) = (until_on is null) and until_on >= from_on),
  check ((status = 'asked') <= (effective_at is null) and (status = 'in_effect') <= (effective_at is not null)),
  check ((status = 'ended') = (ended_at is not null))
);
comment on column allowance.payment_id is 'the credit note by which it became money; one that was voided counts as none';
create index allowance_by_customer on allowance (org_id, customer_id, asked_at desc);
create index allowance_by_note on allowance (org_id, note_id) where note_id is not null;
create index allowance_by_case on allowance (org_id, case_id) where case_id is not null;
create index allowance_by_payment on allowance (org_id, payment_id) where payment_id is not null;
create index allowance_by_complaint on allowance (org_id, complaint_id) where complaint_id is not null;
call fence_table('allowance');
call track_table('allowance');

create table allowance_line (
  org_id uuid not null,
  allowance_id uuid not null,
  line_id uuid not null,
  quantity_milli bigint not null check (quantity_milli > 0),
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (org_id, allowance_id, line_id),
  foreign key (org_id, allowance_id) references allowance (org_id, id),
  foreign key (org_id, line_id) references delivery_note_line (org_id, id)
);
create index allowance_line_by_line on allowance_line (org_id, line_id);
call fence_table('allowance_line', 'select, insert');

-- Which invoice a signed note was billed by. By its number, so that a correction of the invoice keeps the tie.
create table note_bill (
  org_id uuid not null,
  id uuid not null,
  note_id uuid not null,
  invoice_number text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  actor uuid,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, note_id) references delivery_note (org_id, id)
);
comment on column note_bill.amount_fen is 'yuan of the note as billed: signed for less what had come back';
create index note_bill_by_note on note_bill (org_id, note_id);
create index note_bill_by_number on note_bill (org_id, invoice_number);
call fence_table('note_bill', 'select, insert');
