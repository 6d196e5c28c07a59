-- A leaver also answers for contracts, sits in approvals, stands in for others there and looks after flows (C187).

alter table handover_item drop constraint handover_item_kind_check;
alter table handover_item add constraint handover_item_kind_check check (kind in ('customer', 'receivable', 'deal',
  'quote', 'contract', 'order', 'alert', 'task', 'approval', 'member', 'backup', 'absence', 'delegation', 'flow',
  'department'));
create index approval_delegation_by_person on approval_delegation (org_id, to_id) where voided_at is null;
create index approval_delegation_by_giver on approval_delegation (org_id, from_id) where voided_at is null;
