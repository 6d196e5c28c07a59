-- What went wrong although nobody was warned, and which rules would have seen it: one row per report, as it was made.
create table miss_report (
  org_id uuid not null references org (id),
  id uuid not null,
  from_on date not null,
  to_on date not null,
  report jsonb not null,
  created_at timestamptz(3) not null,
  primary key (org_id, id)
);
create index miss_report_by_time on miss_report (org_id, created_at desc);
call fence_table('miss_report', 'select, insert');
