-- What an order says, as versions: a correction after it was confirmed is another one (C210 C272). None leaves the house
-- at prices nobody agreed to (C050 C073): each needs a release, and the database asks for it.

alter table sales_order
  add column price_hold boolean not null default false;
comment on column sales_order.price_hold is 'its newest version is not released; repeats order_version and order_release';
create index sales_order_priced on sales_order (org_id, customer_id) where price_hold and voided_at is null;

create table order_version (
  org_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  number int not null,
  amount_fen bigint not null check (amount_fen >= 0),
  contract_version_id uuid,
  quote_version_id uuid,
  price_list_id uuid,
  verdict text not null check (verdict in ('agreed', 'beyond')),
  deviation_bp int,
  findings jsonb not null default '[]',
  content_hash text not null,
  reason text not null default '',
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  unique (org_id, order_id, number),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  foreign key (org_id, contract_version_id) references contract_version (org_id, id),
  foreign key (org_id, quote_version_id) references quote_version (org_id, id),
  foreign key (org_id, price_list_id) references price_list (org_id, id)
);
comment on column order_version.deviation_bp is 'how far from what was agreed; null: cannot be compared';
create index order_version_batch on order_version (org_id, batch_id) where batch_id is not null;
create index order_version_by_contract on order_version (org_id, contract_version_id) where contract_version_id is not null;
create index order_version_by_quote on order_version (org_id, quote_version_id) where quote_version_id is not null;
create index order_version_by_list on order_version (org_id, price_list_id) where price_list_id is not null;
call fence_table('order_version', 'select, insert');
grant update (voided_at) on order_version to bellwether_app;

create table order_release (
  org_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  version_id uuid not null,
  basis text not null check (basis in ('agreed', 'authority', 'approval', 'history')),
  case_id uuid,
  actor uuid,
  granted_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  foreign key (org_id, version_id) references order_version (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  check ((basis = 'approval') = (case_id is not null))
);
comment on column order_release.basis is
  'agreed: at the prices of contract, quote or list; history: decided before, as an import of the past tells it';
create index order_release_by_version on order_release (org_id, version_id);
create index order_release_by_order on order_release (org_id, order_id);
create index order_release_by_case on order_release (org_id, case_id) where case_id is not null;
call fence_table('order_release', 'select, insert');

insert into order_version (org_id, id, order_id, number, amount_fen, verdict, content_hash, occurred_on, known_at, recorded_at, batch_id)
  select org_id, gen_random_uuid(), id, 1, amount_fen, 'agreed', '', ordered_on, known_at, recorded_at, batch_id from sales_order;
insert into order_release (org_id, id, order_id, version_id, basis, granted_at)
  select org_id, gen_random_uuid(), order_id, id, 'history', recorded_at from order_version;

alter table order_line add column version_id uuid, add foreign key (org_id, version_id) references order_version (org_id, id);
update order_line l set version_id = v.id from order_version v where v.org_id = l.org_id and v.order_id = l.order_id;
alter table order_line alter column version_id set not null;
create index order_line_by_version on order_line (org_id, version_id, seq);
revoke update, delete on order_line from bellwether_app;

alter table order_step drop constraint order_step_kind_check;
alter table order_step add constraint order_step_kind_check
  check (kind in ('ordered', 'corrected', 'replanned', 'delivered', 'completed', 'cancelled'));
comment on column order_step.kind is
  'delivered: a part; completed: the last part, nothing more is owed to the customer; corrected: what was confirmed is another';

create function order_line_comes_with_version() returns trigger language plpgsql as $$
begin
  if current_user = 'bellwether_app' and exists (
    select 1 from changed n join order_version v on v.org_id = n.org_id and v.id = n.version_id
    where v.recorded_at <> app_tick() or v.order_id <> n.order_id) then
    raise exception 'a line cannot be added to a version that is written' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger order_line_with_version after insert on order_line referencing new table as changed
  for each statement execute function order_line_comes_with_version();

-- A line is agreed when the contract in force names its product at this very price; where the contract does not name the
-- product, the quote that went out or the list in force may.
create function order_line_is_agreed(v order_version, l order_line) returns boolean language sql stable as $$
  with agreed as (
    select (one ->> 'unitPriceFen')::bigint as fen from sales_order o
    join contract k on k.org_id = o.org_id and k.id = o.contract_id and k.approved_at is not null
    join contract_version c on c.org_id = k.org_id and c.id = k.version_id and c.id = v.contract_version_id
    cross join jsonb_array_elements(c.content -> 'lines') as one
    where o.org_id = v.org_id and o.id = v.order_id and one ->> 'product' = l.product)
  select case when exists (select 1 from agreed) then l.unit_price_fen in (select fen from agreed)
    else exists (select 1 from quote_line q join quote_release r on r.org_id = q.org_id and r.version_id = q.version_id
        where q.org_id = v.org_id and q.version_id = v.quote_version_id and q.product = l.product
          and q.unit_price_fen = l.unit_price_fen and q.quantity_milli <= l.quantity_milli)
      or exists (select 1 from price_line p join product m on m.org_id = p.org_id and m.id = p.product_id
        join price_list i on i.org_id = p.org_id and i.id = p.list_id
        where p.org_id = v.org_id and p.list_id = v.price_list_id and m.name = l.product and m.unit = l.unit
          and i.from_day <= china_day(app_tick()) and coalesce(i.to_day, 'infinity') >= china_day(app_tick())
          and l.unit_price_fen between p.floor_fen and coalesce(p.ceiling_fen, l.unit_price_fen))
      or (v.price_list_id is null
        and not exists (select 1 from price_list p where p.org_id = v.org_id and p.from_day <= china_day(app_tick()))
        and not exists (select 1 from contract_version c where c.org_id = v.org_id and c.id = v.contract_version_id
          and jsonb_array_length(c.content -> 'lines') > 0))
    end
$$;

create function order_release_is_founded() returns trigger language plpgsql as $$
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
    when 'history' then v.batch_id is not null or v.known_at < n.granted_at
    else n.actor is not null end
  limit 1;
  if bad is not null then
    raise exception 'the release of order % has no ground', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger order_release_founded after insert on order_release referencing new table as changed
  for each statement execute function order_release_is_founded();

-- Whatever code path notes a delivery as the application: the newest version of the order is released.
create or replace function delivery_is_free() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  execute $sql$
    select n.order_id from changed n join sales_order o on o.org_id = n.org_id and o.id = n.order_id
    where n.kind in ('delivered', 'completed') and n.batch_id is null and (o.credit_hold is not null or not exists (
      select 1 from order_release r where r.org_id = n.org_id and r.version_id = (select v.id from order_version v
        where v.org_id = n.org_id and v.order_id = n.order_id and v.voided_at is null order by v.number desc limit 1)))
    limit 1 $sql$ into bad;
  if bad is not null then
    raise exception 'order % is held and would be delivered', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
