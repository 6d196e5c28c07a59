-- What was learnt from an alert that is over (C137 C138): cause, story, measure, effect. Writing it again adds
-- a row, the newest counts: what people knew at the time stays.
create table retrospective (
  org_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  cause text not null check (cause in ('people', 'process', 'customer', 'market', 'price', 'delivery', 'data', 'other')),
  story text not null check (length(story) between 1 and 2000),
  measure text not null check (length(measure) between 1 and 2000),
  effect text not null check (effect in ('open', 'worked', 'partly', 'no-effect')),
  effect_note text not null default '',
  author_id uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id),
  foreign key (org_id, author_id) references app_user (org_id, id)
);
create index retrospective_by_alert on retrospective (org_id, alert_id, recorded_at desc);
call fence_table('retrospective', 'select, insert');
