-- The close of a month (月结): what the books said of its last day when finance closed it. The figures are kept as they
-- were; what is recorded or taken back afterwards for a day of that month is listed against them, never mixed in.

create table month_close (
  org_id uuid not null references org (id),
  id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  closed_at timestamptz(3) not null,
  closed_by uuid,
  balance_fen bigint not null,
  open_fen bigint not null,
  overdue_fen bigint not null,
  advance_fen bigint not null,
  billed_fen bigint not null,
  received_fen bigint not null,
  credited_fen bigint not null,
  buckets jsonb not null,
  ledger_fen bigint,
  note text not null default '',
  reopened_at timestamptz(3),
  reopened_by uuid,
  reopen_reason text,
  primary key (org_id, id),
  foreign key (org_id, closed_by) references app_user (org_id, id),
  foreign key (org_id, reopened_by) references app_user (org_id, id),
  check (balance_fen = open_fen - advance_fen),
  check ((reopened_at is null) = (reopen_reason is null))
);
comment on column month_close.ledger_fen is 'the balance of the account in the general ledger, as finance typed it';
create unique index month_close_once on month_close (org_id, month) where reopened_at is null;
call fence_table('month_close', 'select, insert, update');
grant maintain on month_close to bellwether_app;
