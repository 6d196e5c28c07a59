-- Who owes together is a fact with a beginning and an end: exposure as of a past day adds up those who stood together then,
-- within the limit they had then.

alter table credit_group_member drop constraint credit_group_member_pkey;
alter table credit_group_member add column id uuid;
update credit_group_member set id = gen_random_uuid();
alter table credit_group_member alter column id set not null;
alter table credit_group_member add primary key (org_id, id);
alter table credit_group_member add column limit_fen bigint check (limit_fen >= 0);
update credit_group_member m set limit_fen = g.limit_fen from credit_group g where g.org_id = m.org_id and g.id = m.group_id;
alter table credit_group_member add column since timestamptz(3);
update credit_group_member set since = '2000-01-01';
alter table credit_group_member alter column since set not null;
alter table credit_group_member add column ended_at timestamptz(3) check (ended_at >= since);
comment on column credit_group_member.limit_fen is 'what all of them might owe together in this time; null: no limit of their own';
create unique index credit_group_member_one on credit_group_member (org_id, customer_id) where ended_at is null;
create index credit_group_member_of on credit_group_member (org_id, customer_id);
