-- A company entered twice is found by what is equal (C073), and who releases an order is whoever the session says.
create index customer_by_phone on customer (org_id, phone) where phone is not null;

create or replace function order_release_is_founded() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  select n.order_id into bad from changed n join order_version v on v.org_id = n.org_id and v.id = n.version_id
  where v.order_id <> n.order_id or not case n.basis
    when 'agreed' then v.verdict = 'agreed' and not exists (
      select 1 from order_line l where l.org_id = v.org_id and l.version_id = v.id and not order_line_is_agreed(v, l))
    when 'approval' then exists (select 1 from approval_case c where c.org_id = n.org_id and c.id = n.case_id
      and c.kind = 'quote' and c.subject_kind = 'order' and c.subject_id = n.order_id and c.status = 'approved'
      and c.content_hash = v.content_hash)
    -- What the past has decided comes in with its import, and never afterwards.
    when 'history' then v.recorded_at = app_tick() and v.verdict = 'agreed' and v.content_hash = ''
    else n.actor is not null and n.actor is not distinct from app_actor() end
  limit 1;
  if bad is not null then
    raise exception 'the release of order % has no ground', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
