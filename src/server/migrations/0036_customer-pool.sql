-- Who gave a customer up to the pool, when and why (C046); a customer without responsible lies in it.

create table customer_release (
  org_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  from_id uuid,
  kind text not null check (kind in ('released', 'recycled')),
  reason text not null default '',
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, from_id) references app_user (org_id, id)
);
create index customer_release_last on customer_release (org_id, customer_id, recorded_at desc);
call fence_table('customer_release', 'select, insert');
create index customer_pool on customer (org_id, updated_at desc) where responsible_id is null and voided_at is null;
