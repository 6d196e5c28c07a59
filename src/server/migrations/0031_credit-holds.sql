-- Exposure and hold: orders beyond what was granted wait; linked companies owe together; exceptions end by themselves.

alter table sales_order add column credit_hold text check (credit_hold in ('manager', 'finance', 'blocked'));
alter table sales_order add column credit_findings jsonb not null default '[]';
comment on column sales_order.credit_hold is 'who may let it go; null: nothing holds it. Written by modules/credit alone';
create index sales_order_held on sales_order (org_id, customer_id) where credit_hold is not null and voided_at is null;
create index sales_order_open on sales_order (org_id, customer_id) include (amount_fen)
  where voided_at is null and status in ('open', 'partial');

-- Companies that stand together (same owner, same guarantor): what they owe is added up (C014 C021).
create table credit_group (
  org_id uuid not null references org (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  limit_fen bigint check (limit_fen >= 0),
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, name)
);
call fence_table('credit_group');
call track_table('credit_group');

create table credit_group_member (
  org_id uuid not null,
  customer_id uuid not null,
  group_id uuid not null,
  primary key (org_id, customer_id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, group_id) references credit_group (org_id, id)
);
create index credit_group_member_by_group on credit_group_member (org_id, group_id);
call fence_table('credit_group_member');

-- An exception: more than the limit until a day, for everything of a customer or for one order.
alter table credit_decision add column amount_fen bigint check (amount_fen > 0);
alter table credit_decision add column order_id uuid;
alter table credit_decision add foreign key (org_id, order_id) references sales_order (org_id, id);
create index credit_decision_by_order on credit_decision (org_id, order_id) where order_id is not null;
alter table credit_decision drop constraint credit_decision_kind_check;
alter table credit_decision add constraint credit_decision_kind_check check (kind in ('grade', 'exception'));
alter table credit_decision add check (kind <> 'exception' or amount_fen is not null);

-- The last fence: whatever code path notes a delivery as the application, the order is not held. What a file says
-- was delivered has left already; it comes in as the fact it is, and is told.
create function delivery_is_free() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  execute $sql$
    select n.order_id from changed n join sales_order o on o.org_id = n.org_id and o.id = n.order_id
    where n.kind in ('delivered', 'completed') and n.batch_id is null and o.credit_hold is not null
    limit 1 $sql$ into bad;
  if bad is not null then
    raise exception 'order % is held for credit and would be delivered', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger delivery_is_free after insert on order_step referencing new table as changed
  for each statement execute function delivery_is_free();
