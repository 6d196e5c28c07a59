-- Money kept back until so many months after acceptance (质保金, decision 0020).

alter table contract_node add column is_retention boolean not null default false,
  add column retention_months int check (retention_months between 0 and 120),
  add check (is_retention or retention_months is null);
comment on column contract_node.retention_months is 'after acceptance; null: on the day of the node itself';

alter table instalment add column is_retention boolean not null default false,
  add column retention_months int check (retention_months between 0 and 120),
  add column accepted_on date, add column begun_at timestamptz(3),
  add check (is_retention or retention_months is null), add check (retention_months is not null or accepted_on is null);
comment on column instalment.accepted_on is 'the acceptance from which its months are counted';
comment on column instalment.begun_at is
  'when the row was recorded that this one goes on from with another due day: the books of no month move by it';
comment on column instalment.due_on is '2999-12-31 while it waits for an acceptance that nobody has recorded';
create index instalment_retention on instalment (org_id, customer_id) where is_retention and open_fen > 0 and voided_at is null;

alter table contract add column accepted_on date;
alter table contract_step drop constraint contract_step_kind_check;
alter table contract_step add constraint contract_step_kind_check check
  (kind in ('recorded', 'amended', 'approved', 'unapproved', 'signed', 'accepted', 'unaccepted', 'prolonged', 'ended'));

alter table month_close add column retention_fen bigint;
comment on column month_close.retention_fen is 'of what was open, kept back and not due yet; null: closed before that was told apart';
