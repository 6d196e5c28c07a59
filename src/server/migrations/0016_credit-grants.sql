-- Who granted which limit and term, by which authority (超额度): no raise without a grant of the same transaction.

create table credit_grant (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  limit_fen bigint,
  term_days int,
  former_limit_fen bigint,
  former_term_days int,
  basis text not null check (basis in ('authority', 'approval', 'system')),
  case_id uuid,
  actor uuid,
  granted_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id) deferrable initially deferred,
  foreign key (org_id, case_id) references approval_case (org_id, id),
  check ((basis = 'approval') = (case_id is not null))
);
create index credit_grant_by_customer on credit_grant (org_id, customer_id, granted_at desc);
call fence_table('credit_grant', 'select, insert');

-- What somebody asked for beyond their authority; it takes effect only through its approval.
create table credit_request (
  org_id uuid not null,
  case_id uuid not null,
  customer_id uuid not null,
  limit_fen bigint,
  term_days int,
  outcome text check (outcome in ('in_effect', 'refused', 'frozen')),
  primary key (org_id, case_id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id)
);
create index credit_request_by_customer on credit_request (org_id, customer_id);
call fence_table('credit_request', 'select, insert, update');

-- The last fence (design law 5): whatever code path writes a customer as the application, a limit or term that rises
-- has a grant of exactly these values in the same transaction. To have none after having one counts as rising.
create function credit_is_granted() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select n.id into bad from changed n
    where (coalesce(n.limit_fen, 0) > 0 or coalesce(n.term_days, 0) > 0)
      and not exists (select 1 from credit_grant g where g.org_id = n.org_id and g.customer_id = n.id
        and g.granted_at = app_tick() and g.limit_fen is not distinct from n.limit_fen
        and g.term_days is not distinct from n.term_days)
    limit 1;
  else
    select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
    where (n.limit_fen is distinct from f.limit_fen or n.term_days is distinct from f.term_days)
      and (coalesce(n.limit_fen > coalesce(f.limit_fen, 0), f.limit_fen is not null)
        or coalesce(n.term_days > coalesce(f.term_days, 0), f.term_days is not null))
      and not exists (select 1 from credit_grant g where g.org_id = n.org_id and g.customer_id = n.id
        and g.granted_at = app_tick() and g.limit_fen is not distinct from n.limit_fen
        and g.term_days is not distinct from n.term_days)
    limit 1;
  end if;
  if bad is not null then
    raise exception 'customer % would get a limit or term that nobody granted', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger credit_granted_insert after insert on customer referencing new table as changed
  for each statement execute function credit_is_granted();
create trigger credit_granted_update after update on customer referencing new table as changed old table as former
  for each statement execute function credit_is_granted();
