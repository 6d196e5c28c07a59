-- Reports that the house tells by itself, once each: what was missed (monthly), which figures of the week stand out
-- (weekly). A row is the promise that it has been told, and keeps what a weekly one said.
create table regular_report (
  org_id uuid not null references org (id),
  kind text not null check (kind in ('misses', 'findings')),
  period_on date not null,
  asked_at timestamptz(3),
  told_at timestamptz(3),
  content jsonb,
  primary key (org_id, kind, period_on)
);
comment on column regular_report.period_on is 'first day of the month or week in which it is told';
comment on column regular_report.asked_at is 'when the making of it was asked for; null where it is made at once';
call fence_table('regular_report', 'select, insert, update');
