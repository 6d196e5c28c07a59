-- C141: what is done about a severity-1 alert, the log of doing it, and drills of it.

create table emergency_plan (
  org_id uuid not null references org (id),
  id uuid not null,
  spec jsonb not null,
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on table emergency_plan is 'Versions of the plan: the newest known at a moment is in force then.';
create index emergency_plan_by_time on emergency_plan (org_id, recorded_at desc);
call fence_table('emergency_plan', 'select, insert');

create table emergency_run (
  org_id uuid not null references org (id),
  id uuid not null,
  plan_id uuid not null,
  alert_id uuid,
  situation text not null default '' check (length(situation) <= 200),
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  ended_at timestamptz(3),
  ended_by uuid,
  findings text not null default '',
  primary key (org_id, id),
  foreign key (org_id, plan_id) references emergency_plan (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  foreign key (org_id, ended_by) references app_user (org_id, id),
  check ((ended_at is null) = (ended_by is null))
);
comment on column emergency_run.alert_id is 'null: a drill; it is about nothing that any figure, list or notice knows of';
create unique index emergency_run_one on emergency_run (org_id, alert_id) where ended_at is null;
create index emergency_run_by_time on emergency_run (org_id, recorded_at desc);
call fence_table('emergency_run', 'select, insert, update');

create table emergency_mark (
  org_id uuid not null references org (id),
  id uuid not null,
  run_id uuid not null,
  item text not null check (length(item) <= 20),
  kind text not null check (kind in ('done', 'failed', 'note')),
  text text not null default '' check (length(text) <= 500),
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, run_id) references emergency_run (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
create index emergency_mark_by_run on emergency_mark (org_id, run_id, recorded_at);
call fence_table('emergency_mark', 'select, insert');

-- What a run left to be mended.
create table emergency_task (
  org_id uuid not null references org (id),
  run_id uuid not null,
  task_id uuid not null,
  primary key (org_id, run_id, task_id),
  foreign key (org_id, run_id) references emergency_run (org_id, id),
  foreign key (org_id, task_id) references task (org_id, id)
);
call fence_table('emergency_task', 'select, insert');
