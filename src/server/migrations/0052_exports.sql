-- Lists that leave as a file (C192): what a second person was asked for, and everything that left.

create table export_request (
  org_id uuid not null references org (id),
  id uuid not null,
  user_id uuid not null,
  list text not null,
  search text not null,
  row_count int not null check (row_count > 0),
  customer_count int not null check (customer_count >= 0),
  reason text not null check (length(reason) between 4 and 500),
  case_id uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id)
);
create index export_request_by_person on export_request (org_id, user_id, recorded_at desc);
create index export_request_by_case on export_request (org_id, case_id);
call fence_table('export_request', 'select, insert');

create table export_log (
  org_id uuid not null references org (id),
  id uuid not null,
  user_id uuid not null,
  list text not null,
  search text not null,
  row_count int not null,
  customer_count int not null,
  reason text not null default '',
  case_id uuid,
  occurred_on date not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id)
);
comment on column export_log.case_id is 'the consent it went out with; without one it counts towards the day';
create index export_log_by_time on export_log (org_id, recorded_at desc);
create index export_log_by_day on export_log (org_id, user_id, occurred_on);
create index export_log_by_case on export_log (org_id, case_id);
call fence_table('export_log', 'select, insert');
