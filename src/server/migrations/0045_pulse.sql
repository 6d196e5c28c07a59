-- What the worker leaves behind at its looks, for whoever watches that it still looks (C107).
create table watch_pulse (
  org_id uuid primary key references org (id),
  looked_at timestamptz(3) not null,
  canary_at timestamptz(3),
  canary_tried_at timestamptz(3),
  canary_ms int,
  canary_error text,
  rule_count int not null default 0
);
call fence_table('watch_pulse', 'select, insert, update');
comment on column watch_pulse.canary_at is 'when an alert made for this purpose last reached the end of its path: fact, rule, alert, notice, channel';
