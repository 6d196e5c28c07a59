-- A contract not yet approved may get another amount: a fact of its own, so that alerts show the money that holds.

alter table contract_step drop constraint contract_step_kind_check;
alter table contract_step add constraint contract_step_kind_check
  check (kind in ('recorded', 'amended', 'approved', 'unapproved', 'prolonged', 'ended'));
