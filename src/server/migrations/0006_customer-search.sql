-- Search by stored keys needs equality: array containment is not leakproof, so under row-level security the planner
-- leaves a GIN index on customer.search_keys unused and reads the whole organisation (seen in the plan). Text
-- equality is leakproof. The rows follow customer.search_keys by trigger, so no path of writing forgets them.

create table customer_search_key (
  org_id uuid not null,
  key text collate "C" not null,
  customer_id uuid not null,
  primary key (org_id, key, customer_id)
);
call fence_table('customer_search_key', 'select, insert, delete');

insert into customer_search_key (org_id, key, customer_id)
select distinct org_id, unnest(search_keys), id from customer;

create function customer_search_add() returns trigger language plpgsql as $$
begin
  insert into customer_search_key (org_id, key, customer_id)
  select distinct n.org_id, key, n.id from added n, unnest(n.search_keys) key;
  return null;
end $$;

create function customer_search_change() returns trigger language plpgsql as $$
begin
  delete from customer_search_key k
  using removed o join added n on n.org_id = o.org_id and n.id = o.id and n.search_keys <> o.search_keys,
    unnest(o.search_keys) as gone (key)
  where k.org_id = o.org_id and k.key = gone.key and k.customer_id = o.id and gone.key <> all (n.search_keys);
  insert into customer_search_key (org_id, key, customer_id)
  select distinct n.org_id, fresh.key, n.id
  from added n join removed o on n.org_id = o.org_id and n.id = o.id and n.search_keys <> o.search_keys,
    unnest(n.search_keys) as fresh (key)
  where fresh.key <> all (o.search_keys);
  return null;
end $$;

create function customer_search_remove() returns trigger language plpgsql as $$
begin
  delete from customer_search_key k using removed o, unnest(o.search_keys) as gone (key)
  where k.org_id = o.org_id and k.key = gone.key and k.customer_id = o.id;
  return null;
end $$;

create trigger search_insert after insert on customer
  referencing new table as added for each statement execute function customer_search_add();
create trigger search_update after update on customer
  referencing old table as removed new table as added for each statement execute function customer_search_change();
create trigger search_delete after delete on customer
  referencing old table as removed for each statement execute function customer_search_remove();

drop index customer_search;
