-- What is asked for while a contract is being fulfilled (增项/变更确认, C076, decision 0031): who at the customer asked and when,
-- what it comes to, what the customer confirmed with, and what was delivered before that. Facts: added, and taken back with their
-- moment. What is confirmed is a version of the contract, and comes into force by the release of that version alone.

create table contract_change (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  number int not null check (number > 0),
  what text not null check (length(what) between 1 and 1000),
  asked_by text not null check (length(asked_by) between 1 and 100),
  estimate_fen bigint check (estimate_fen > 0),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  unique (org_id, contract_id, number),
  foreign key (org_id, contract_id) references contract (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column contract_change.occurred_on is 'the day on which the customer asked';
comment on column contract_change.estimate_fen is 'about what it comes to, until it is priced; in the currency of the contract';
call fence_table('contract_change', 'select, insert');

create table contract_change_step (
  org_id uuid not null,
  id uuid not null,
  change_id uuid not null,
  kind text not null check (kind in ('priced', 'confirmed', 'done', 'withdrawn', 'refused')),
  terms jsonb,
  amount_fen bigint,
  person text check (length(person) between 1 and 100),
  file_id uuid,
  reason text check (length(reason) <= 500),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, change_id) references contract_change (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check ((kind = 'priced') = (terms is not null) and (kind = 'priced') = (amount_fen is not null)),
  check (kind <> 'confirmed' or (person is not null and file_id is not null)),
  check (kind not in ('withdrawn', 'refused') or reason is not null)
);
comment on column contract_change_step.amount_fen is 'its effect on the amount, below nothing when work falls away; in the currency of the contract';
comment on column contract_change_step.file_id is 'of a confirmation: what the customer confirmed with; it stays with the contract';
create index contract_change_step_by_change on contract_change_step (org_id, change_id);
create index contract_change_step_by_file on contract_change_step (org_id, file_id) where file_id is not null;
call fence_table('contract_change_step', 'select, insert');
grant update (voided_at) on contract_change_step to bellwether_app;

-- What a customer confirmed with is evidence: it is not exchanged under the confirmation.
create function change_evidence_stays() returns trigger language plpgsql as $$
begin
  if (new.voided_at is distinct from old.voided_at or new.sha256 <> old.sha256 or new.record_id <> old.record_id
      or new.record_kind <> old.record_kind)
    and exists (select 1 from contract_change_step s where s.org_id = old.org_id and s.file_id = old.id
      and s.kind = 'confirmed' and s.voided_at is null) then
    raise exception 'change_evidence_stays' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger change_evidence_stays before update on record_file
  for each row when (old.record_kind = 'contract') execute function change_evidence_stays();

-- No version comes into force with a change that the customer has not confirmed, whatever path puts it there.
create function changes_are_confirmed() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  select n.contract_id into bad from changed n
  join contract_version v on v.org_id = n.org_id and v.id = n.version_id and v.content ? 'changes'
  cross join jsonb_array_elements(v.content -> 'changes') x
  where not exists (select 1 from contract_change c join contract_change_step s on s.org_id = c.org_id and s.change_id = c.id
    where c.org_id = n.org_id and c.contract_id = n.contract_id and c.id = (x ->> 'id')::uuid
      and s.kind = 'confirmed' and s.voided_at is null)
    or exists (select 1 from contract_change_step s where s.org_id = n.org_id and s.change_id = (x ->> 'id')::uuid
      and s.kind in ('withdrawn', 'refused') and s.voided_at is null)
  limit 1;
  if bad is not null then
    raise exception 'contract % would take in a change that nobody confirmed', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger contract_changes_confirmed after insert on contract_release referencing new table as changed
  for each statement execute function changes_are_confirmed();
