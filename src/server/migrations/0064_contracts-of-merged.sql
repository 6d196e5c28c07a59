-- A contract that is in force names another customer only because two records of one company became one, or because that
-- was taken back: what is agreed stays what was released (C209). Before, such a merge was refused by this fence.

create or replace function contract_is_released() returns trigger language plpgsql as $$
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
      and (f.approved_at is null or (f.version_id, f.amount_fen, f.currency, f.effective_on, f.ends_on, f.term_days, f.penalty_bp)
        is distinct from (n.version_id, n.amount_fen, n.currency, n.effective_on, n.ends_on, n.term_days, n.penalty_bp))
      and not exists (
        select 1 from contract_release r join contract_version v on v.org_id = r.org_id and v.id = r.version_id
        where r.org_id = n.org_id and r.contract_id = n.id and r.version_id = n.version_id and r.granted_at = app_tick()
          and v.contract_id = n.id and v.amount_fen = n.amount_fen
          and (v.content ->> 'amountFen')::bigint = n.amount_fen and v.content ->> 'currency' = n.currency
          and (v.content ->> 'effectiveOn')::date is not distinct from n.effective_on
          and (v.content ->> 'endsOn')::date is not distinct from n.ends_on
          and (v.content ->> 'termDays')::int is not distinct from n.term_days
          and (v.content ->> 'penaltyBp')::int is not distinct from n.penalty_bp)
    limit 1;
    if bad is null then
      select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
      where n.approved_at is not null and f.customer_id <> n.customer_id and not exists (
        select 1 from customer_merge m where m.org_id = n.org_id and m.undone_at is null
          and ((m.gone_id = f.customer_id and m.kept_id = n.customer_id and m.recorded_at = app_tick())
            or (m.kept_id = f.customer_id and m.gone_id = n.customer_id and exists (
              select 1 from customer c where c.org_id = m.org_id and c.id = m.gone_id and c.merged_into is null))))
      limit 1;
    end if;
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
