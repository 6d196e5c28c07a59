-- Contracts as versions; what is in force was released by an approval of exactly it, or by somebody's own authority (C070 C073).

create table contract_version (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  number int not null,
  content jsonb not null,
  amount_fen bigint not null check (amount_fen > 0),
  content_hash text not null,
  deviation_bp int,
  reason text not null default '',
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  unique (org_id, contract_id, number),
  foreign key (org_id, contract_id) references contract (org_id, id)
);
comment on column contract_version.deviation_bp is 'how far outside price list and template; null: cannot be compared';
call fence_table('contract_version', 'select, insert');

create table contract_release (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  version_id uuid not null,
  basis text not null check (basis in ('authority', 'approval', 'told')),
  case_id uuid,
  actor uuid,
  granted_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id),
  foreign key (org_id, version_id) references contract_version (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  check ((basis = 'approval') = (case_id is not null))
);
comment on column contract_release.basis is 'told: an import says that it was approved elsewhere, before';
create index contract_release_by_contract on contract_release (org_id, contract_id, granted_at desc);
create index contract_release_by_version on contract_release (org_id, version_id);
create index contract_release_by_case on contract_release (org_id, case_id) where case_id is not null;
call fence_table('contract_release', 'select, insert');

alter table contract add column version_id uuid, add column term_days int check (term_days between 0 and 3650),
  add column penalty_bp int check (penalty_bp between 0 and 10000), add column quote_id uuid;
comment on column contract.version_id is 'the version that these columns repeat: the one in force, or the newest while none is';
alter table contract add foreign key (org_id, quote_id) references quote (org_id, id);
create index contract_by_quote on contract (org_id, quote_id) where quote_id is not null;

insert into contract_version (org_id, id, contract_id, number, content, amount_fen, content_hash, recorded_at)
  select k.org_id, gen_random_uuid(), k.id, 1, jsonb_build_object('title', k.title, 'currency', k.currency, 'amountFen', k.amount_fen,
    'effectiveOn', k.effective_on, 'endsOn', k.ends_on, 'termDays', null, 'penaltyBp', null, 'lines', '[]'::jsonb,
    'nodes', coalesce((select jsonb_agg(jsonb_build_object('label', n.label, 'dueOn', n.due_on, 'amountFen', n.amount_fen) order by n.seq)
      from contract_node n where n.org_id = k.org_id and n.contract_id = k.id), '[]'::jsonb),
    'clauses', '{}'::jsonb, 'quoteVersionId', null, 'templateId', null), k.amount_fen, '', k.updated_at
  from contract k where k.amount_fen > 0;
update contract k set version_id = v.id, version = k.version + 1
  from contract_version v where v.org_id = k.org_id and v.contract_id = k.id;
alter table contract add foreign key (org_id, version_id) references contract_version (org_id, id);

alter table contract_step drop constraint contract_step_kind_check;
alter table contract_step add constraint contract_step_kind_check
  check (kind in ('recorded', 'amended', 'approved', 'unapproved', 'signed', 'prolonged', 'ended'));
revoke update on contract_step from bellwether_app;
grant update (voided_at) on contract_step to bellwether_app;

-- The last fence (design law 5): no path makes a contract approved, changes what is agreed in one, or signs one that is not.
create function contract_is_released() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select n.id into bad from changed n where n.approved_at is not null limit 1;
  else
    select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
    where n.approved_at is not null
      and (f.approved_at is null or (f.version_id, f.amount_fen, f.currency, f.effective_on, f.ends_on, f.term_days, f.penalty_bp, f.customer_id)
        is distinct from (n.version_id, n.amount_fen, n.currency, n.effective_on, n.ends_on, n.term_days, n.penalty_bp, n.customer_id))
      and (f.customer_id <> n.customer_id or not exists (
        select 1 from contract_release r join contract_version v on v.org_id = r.org_id and v.id = r.version_id
        where r.org_id = n.org_id and r.contract_id = n.id and r.version_id = n.version_id and r.granted_at = app_tick()
          and v.contract_id = n.id and v.amount_fen = n.amount_fen
          and (v.content ->> 'amountFen')::bigint = n.amount_fen and v.content ->> 'currency' = n.currency
          and (v.content ->> 'effectiveOn')::date is not distinct from n.effective_on
          and (v.content ->> 'endsOn')::date is not distinct from n.ends_on
          and (v.content ->> 'termDays')::int is not distinct from n.term_days
          and (v.content ->> 'penaltyBp')::int is not distinct from n.penalty_bp))
    limit 1;
    if bad is null then
      select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
      where n.signed_on is distinct from f.signed_on and n.signed_on is not null and n.approved_at is null limit 1;
    end if;
  end if;
  if bad is not null then
    raise exception 'contract % would be in force without a release', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger contract_released_insert after insert on contract referencing new table as changed
  for each statement execute function contract_is_released();
create trigger contract_released_update after update on contract referencing new table as changed old table as former
  for each statement execute function contract_is_released();

create function contract_release_is_founded() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  select n.contract_id into bad from changed n
  join contract k on k.org_id = n.org_id and k.id = n.contract_id
  join contract_version v on v.org_id = n.org_id and v.id = n.version_id
  where not case n.basis
    when 'approval' then exists (select 1 from approval_case c where c.org_id = n.org_id and c.id = n.case_id
      and c.kind = 'contract' and c.subject_kind = 'contract' and c.subject_id = n.contract_id and c.status = 'approved'
      and c.used_at = app_tick() and c.content_hash = v.content_hash)
    when 'authority' then n.actor is not distinct from app_actor() and n.actor is distinct from k.responsible_id
    -- What a file tells of is its own: it writes the version in the same transaction.
    else v.recorded_at = app_tick() end
  limit 1;
  if bad is not null then
    raise exception 'the release of contract % has no ground', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger contract_release_founded after insert on contract_release referencing new table as changed
  for each statement execute function contract_release_is_founded();

-- Payment nodes are those of the version in force.
create function node_is_agreed() returns trigger language plpgsql as $$
begin
  if current_user = 'bellwether_app' and exists (
    select 1 from changed n join contract k on k.org_id = n.org_id and k.id = n.contract_id
    where k.approved_at is not null and not exists (select 1 from contract_release r
      where r.org_id = n.org_id and r.contract_id = n.contract_id and r.granted_at = app_tick())) then
    raise exception 'the payment nodes of an approved contract are what was approved' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger node_agreed_insert after insert on contract_node referencing new table as changed
  for each statement execute function node_is_agreed();
create trigger node_agreed_update after update on contract_node referencing new table as changed
  for each statement execute function node_is_agreed();
create trigger node_agreed_delete after delete on contract_node referencing old table as changed
  for each statement execute function node_is_agreed();
