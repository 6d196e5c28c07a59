-- Late-payment penalties follow from contract, instalment and money (C101) and are not kept; what was given up of them is
-- (减免): asked for, decided within somebody's authority or by an approval, and never rewritten.

create table penalty_waiver (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  reason text not null check (length(reason) between 1 and 500),
  amount_fen bigint not null check (amount_fen > 0),
  status text not null check (status in ('asked', 'in_effect', 'ended')),
  asked_by uuid,
  asked_at timestamptz(3) not null,
  case_id uuid,
  basis text check (basis in ('authority', 'approval')),
  decided_by uuid,
  effective_on date,
  effective_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text check (end_reason in ('refused', 'changed', 'withdrawn', 'taken_back')),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, asked_by) references app_user (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  check ((status = 'ended') = (ended_at is not null) and (ended_at is null) = (end_reason is null)),
  check ((effective_at is null) = (effective_on is null) and (effective_at is null) = (basis is null)),
  check (status <> 'in_effect' or effective_at is not null)
);
create index penalty_waiver_by_customer on penalty_waiver (org_id, customer_id);
create index penalty_waiver_by_case on penalty_waiver (org_id, case_id) where case_id is not null;
call fence_table('penalty_waiver');
call track_table('penalty_waiver');

create table penalty_waiver_line (
  org_id uuid not null,
  waiver_id uuid not null,
  instalment_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (org_id, waiver_id, instalment_id),
  foreign key (org_id, waiver_id) references penalty_waiver (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id)
);
create index penalty_waiver_line_by_instalment on penalty_waiver_line (org_id, instalment_id);
call fence_table('penalty_waiver_line', 'select, insert');

grant maintain on penalty_waiver, penalty_waiver_line to bellwether_app;
