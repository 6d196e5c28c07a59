-- Tasks become a thing of their own (C177 C179): given by people, on any record, with a course and people who
-- follow them. The steps of a playbook are tasks without a giver. The state follows from what happened.

alter table task
  add column kind text not null default 'todo' check (kind in ('todo', 'ask')),
  add column detail text not null default '',
  add column created_by uuid,
  add column record_kind text,
  add column record_id uuid,
  add column cancelled_at timestamptz(3),
  add column reminders int not null default 0 check (reminders >= 0),
  add column wake_at timestamptz(3),
  add column state text generated always as (
    case when cancelled_at is not null then 'cancelled' when done_at is not null then 'done' else 'open' end
  ) stored,
  add foreign key (org_id, created_by) references app_user (org_id, id),
  add constraint task_record_whole check ((record_kind is null) = (record_id is null)),
  add constraint task_one_end check (done_at is null or cancelled_at is null);
create index task_by_giver on task (org_id, created_by, due_at) where created_by is not null;
create index task_by_record on task (org_id, record_kind, record_id) where record_id is not null;
create index task_wake on task (org_id, wake_at) where wake_at is not null;

-- What was done and said, in order; never changed.
create table task_step (
  org_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  kind text not null check (kind in ('given', 'done', 'cancel', 'reopen', 'move', 'pass', 'edit', 'comment', 'reminded')),
  actor uuid,
  text text not null default '',
  detail jsonb not null default '{}',
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, task_id) references task (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
create index task_step_by_task on task_step (org_id, task_id, recorded_at, id);
call fence_table('task_step', 'select, insert');

-- Who follows a task beside its giver and its responsible: whoever was mentioned.
create table task_person (
  org_id uuid not null,
  task_id uuid not null,
  user_id uuid not null,
  primary key (org_id, task_id, user_id),
  foreign key (org_id, task_id) references task (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index task_person_by_user on task_person (org_id, user_id);
call fence_table('task_person', 'select, insert');
