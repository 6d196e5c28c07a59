-- C092: what a customer answered to a statement: it agrees, or it has another figure and why. The stamped slip hangs on it as a
-- file. A fact: a wrong note is voided, so that what was held as confirmed on a past day stays.
create table statement_answer (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  statement_asof date not null,
  closing_fen bigint not null,
  outcome text not null check (outcome in ('agreed', 'differs')),
  their_fen bigint,
  contact_name text not null default '' check (length(contact_name) <= 100),
  note text not null default '' check (length(note) <= 2000),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid not null,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check ((outcome = 'differs') = (their_fen is not null)),
  check (their_fen <> closing_fen),
  check (occurred_on >= statement_asof)
);
comment on column statement_answer.statement_asof is 'the last day of the statement that was answered';
comment on column statement_answer.closing_fen is 'its closing balance as it was sent';
comment on column statement_answer.occurred_on is 'the day of the answer';
create index statement_answer_by_customer on statement_answer (org_id, customer_id, occurred_on desc);
call fence_table('statement_answer', 'select, insert');
grant update (customer_id, voided_at) on statement_answer to bellwether_app;

grant maintain on statement_answer to bellwether_app;
