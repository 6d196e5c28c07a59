-- A backtest is a row before it is work: any worker takes it, a dead worker's is taken again, and the report stays.
create table backtest (
  org_id uuid not null references org (id),
  id uuid not null,
  rule_code text not null,
  rule_version int not null,
  rule jsonb not null,
  wish jsonb not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done int not null default 0,
  total int,
  report jsonb,
  error jsonb,
  actor uuid,
  created_at timestamptz(3) not null,
  beat_at timestamptz(3),
  finished_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check ((state = 'done') = (report is not null))
);
comment on column backtest.beat_at is 'last sign of life of the worker that runs it; a run that has been silent for half a minute is taken over';
create index backtest_by_rule on backtest (org_id, rule_code, created_at desc);
create index backtest_waiting on backtest (org_id, created_at) where state in ('queued', 'running');
call fence_table('backtest', 'select, insert, update');
