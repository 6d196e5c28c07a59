-- Rules, evaluation state, alerts and what people did to them.

create table rule (
  org_id uuid not null references org (id),
  id uuid not null,
  code text not null,
  mode text not null check (mode in ('on', 'trial', 'off')),
  spec jsonb not null,
  mode_since timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, code)
);
call fence_table('rule');
call track_table('rule');

-- Appended in the transaction of the fact; the worker coalesces when it claims (DELETE … RETURNING).
create table watch_dirty (
  org_id uuid not null references org (id),
  id bigint generated always as identity,
  subject_kind text not null,
  subject_id uuid not null,
  tick timestamptz(3) not null,
  primary key (org_id, id)
);
call fence_table('watch_dirty', 'select, insert, delete');
grant usage on sequence watch_dirty_id_seq to bellwether_app;

-- One row per organisation: how far evaluation has come; locked by the one evaluator.
create table watch_cursor (
  org_id uuid primary key references org (id),
  evaluated_to timestamptz(3) not null
);
call fence_table('watch_cursor', 'select, insert, update');

create table watch_state (
  org_id uuid not null,
  rule_id uuid not null,
  rule_version int not null,
  subject_kind text not null,
  subject_id uuid not null,
  state jsonb not null,
  evaluated_to timestamptz(3) not null,
  wake_at timestamptz(3),
  primary key (org_id, rule_id, subject_id),
  foreign key (org_id, rule_id) references rule (org_id, id)
);
create index watch_state_wake on watch_state (org_id, wake_at) where wake_at is not null;
call fence_table('watch_state');

create table alert (
  org_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  rule_version int not null,
  rule_code text not null,
  mode text not null check (mode in ('on', 'trial')),
  subject_kind text not null,
  subject_id uuid not null,
  customer_id uuid,
  deal_id uuid,
  status text not null check (status in ('open', 'acknowledged', 'in_progress', 'resolved', 'reviewed', 'superseded')),
  severity int not null check (severity between 1 and 3),
  responsible_id uuid not null,
  money_fen bigint not null default 0,
  opened_at timestamptz(3) not null,
  evaluated_at timestamptz(3) not null,
  cleared_at timestamptz(3),
  deadline_at timestamptz(3) not null,
  escalation_level int not null default 0,
  escalate_at timestamptz(3),
  silenced_until timestamptz(3),
  silence_reason text,
  explanation jsonb not null,
  result text,
  verdict text check (verdict in ('right', 'false', 'late', 'useless')),
  resolved_at timestamptz(3),
  resolved_by uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, rule_id) references rule (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check ((status in ('resolved', 'reviewed', 'superseded')) = (resolved_at is not null))
);
create unique index alert_one_open on alert (org_id, rule_id, subject_id) where status in ('open', 'acknowledged', 'in_progress');
create index alert_worklist on alert (org_id, status, money_fen desc);
create index alert_by_customer on alert (org_id, customer_id, opened_at desc);
create index alert_by_responsible on alert (org_id, responsible_id, status);
create index alert_escalate on alert (org_id, escalate_at) where escalate_at is not null;
call fence_table('alert', 'select, insert, update');
call track_table('alert');

-- Crossings and human acts on an alert, in order: its timeline, and the input when history is replayed.
create table alert_step (
  org_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  kind text not null,
  at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  actor uuid,
  detail jsonb not null default '{}',
  primary key (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id)
);
create index alert_step_by_alert on alert_step (org_id, alert_id, at, id);
call fence_table('alert_step', 'select, insert');

create table task (
  org_id uuid not null,
  id uuid not null,
  alert_id uuid,
  customer_id uuid,
  title text not null,
  responsible_id uuid not null,
  due_at timestamptz(3) not null,
  done_at timestamptz(3),
  done_by uuid,
  done_note text,
  recorded_at timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
create index task_by_responsible on task (org_id, responsible_id, due_at) where done_at is null;
create index task_by_alert on task (org_id, alert_id);
call fence_table('task');
call track_table('task');
