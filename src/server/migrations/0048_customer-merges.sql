-- Two records of one company become one (C209): who was merged into whom, and for each row that went over what it
-- was before, so that a merge can be undone exactly.

alter table customer add column merged_into uuid;
alter table customer add foreign key (org_id, merged_into) references customer (org_id, id);
alter table customer add check (merged_into is null or voided_at is not null);
create index customer_merged on customer (org_id, merged_into) where merged_into is not null;
-- Names and codes of merged records are looked up as well, which the index of live codes does not hold.
create index customer_found_code on customer (org_id, external_code) where external_code is not null;
comment on column customer.merged_into is 'the record that goes on; names and codes of this one still find it';

create table customer_merge (
  org_id uuid not null references org (id),
  id uuid not null,
  kept_id uuid not null,
  gone_id uuid not null,
  reason text not null check (length(reason) between 1 and 500),
  taken text[] not null default '{}',
  kept_before jsonb not null,
  kept_after jsonb not null,
  gone_name text not null,
  recorded_at timestamptz(3) not null,
  actor uuid,
  undone_at timestamptz(3),
  undone_by uuid,
  primary key (org_id, id),
  foreign key (org_id, kept_id) references customer (org_id, id),
  foreign key (org_id, gone_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  foreign key (org_id, undone_by) references app_user (org_id, id)
);
create index customer_merge_by_time on customer_merge (org_id, recorded_at desc);
create index customer_merge_by_kept on customer_merge (org_id, kept_id);
create index customer_merge_by_gone on customer_merge (org_id, gone_id);
call fence_table('customer_merge', 'select, insert, update');

create table customer_merge_row (
  org_id uuid not null,
  merge_id uuid not null,
  table_name text not null,
  row_id text not null,
  how text not null check (how in ('fact', 'moved', 'link', 'own')),
  shadow_id uuid,
  before jsonb not null,
  after jsonb,
  primary key (org_id, merge_id, table_name, row_id, how),
  foreign key (org_id, merge_id) references customer_merge (org_id, id)
);
comment on column customer_merge_row.shadow_id is 'the copy that says what was known of the former customer until the merge';
create index customer_merge_shadow on customer_merge_row (org_id, merge_id, shadow_id) where shadow_id is not null;
call fence_table('customer_merge_row', 'select, insert, update');
