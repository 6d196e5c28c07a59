-- The monthly review of a rule (C110): one row per rule and month, from the backtest that was started for it to
-- what a person decided about the line it proposes. Kept lines keep their reason.
create table rule_review (
  org_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  month date not null,
  rule_version int not null,
  backtest_id uuid not null,
  state text not null check (state in ('testing', 'open', 'accepted', 'declined', 'kept', 'outdated', 'failed')),
  reason text not null default '',
  move jsonb,
  decided_by uuid,
  decided_at timestamptz(3),
  decided_note text not null default '' check (length(decided_note) <= 500),
  version int not null default 1,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  unique (org_id, rule_id, month),
  foreign key (org_id, rule_id) references rule (org_id, id),
  foreign key (org_id, backtest_id) references backtest (org_id, id),
  foreign key (org_id, decided_by) references app_user (org_id, id),
  check (state not in ('open', 'accepted', 'declined') or move is not null),
  check ((decided_at is null) = (state not in ('accepted', 'declined')))
);
create index rule_review_testing on rule_review (org_id, backtest_id) where state = 'testing';
call fence_table('rule_review', 'select, insert, update');

alter table watch_cursor add column reviewed_on date, add column reviews_from date;
comment on column rule_review.move is 'which number of the rule would be moved, from what to what';
comment on column watch_cursor.reviews_from is 'months are reviewed from this one on; the month in which watching began has nothing to look back at';
