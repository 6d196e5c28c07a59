-- Help on a stalled deal (C046): offered by a colleague or assigned by a manager; accepted, it opens this one deal to
-- the helper until a day, and closes by itself.
create table deal_help (
  org_id uuid not null,
  id uuid not null,
  deal_id uuid not null,
  helper_id uuid not null,
  is_assigned boolean not null,
  message text not null default '' check (length(message) <= 500),
  state text not null check (state in ('offered', 'accepted', 'declined', 'withdrawn', 'ended')),
  until_on date,
  decided_by uuid,
  decided_at timestamptz(3),
  reason text not null default '' check (length(reason) <= 500),
  recorded_at timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, helper_id) references app_user (org_id, id),
  foreign key (org_id, decided_by) references app_user (org_id, id),
  check ((state in ('accepted', 'ended')) = (until_on is not null))
);
create unique index deal_help_offered on deal_help (org_id, deal_id, helper_id) where state = 'offered';
create index deal_help_of_helper on deal_help (org_id, helper_id, until_on) where state = 'accepted';
create index deal_help_by_deal on deal_help (org_id, deal_id);
call fence_table('deal_help', 'select, insert, update');
call track_table('deal_help');
