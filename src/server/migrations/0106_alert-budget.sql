-- C109: how many false alarms a week one manager may get, and what that came to for each rule: decision 0029.
create table alert_budget (
  org_id uuid not null references org (id),
  id uuid not null,
  from_at timestamptz(3) not null,
  per_100_weeks integer not null check (per_100_weeks between 1 and 10000),
  most integer not null check (most >= 1),
  lines jsonb not null,
  cause text not null check (cause in ('begun', 'set', 'rules', 'month')),
  actor uuid,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  unique (org_id, from_at),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on table alert_budget is 'appended: the line of a past week is drawn by the row that was in force then';
comment on column alert_budget.lines is 'by code of the rule: figures the busiest manager watches, those of this rule, how far its history strayed';
call fence_table('alert_budget', 'select, insert, update');
