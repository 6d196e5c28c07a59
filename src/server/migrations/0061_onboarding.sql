-- The first weeks of somebody new (C194): a path for each role, and who walks it since when. Whoever begins takes
-- the items along as they are on that day, so that a path changed later asks nothing of those who have finished.

create table onboarding_path (
  org_id uuid not null references org (id),
  id uuid not null,
  role text not null,
  is_active boolean not null,
  items jsonb not null,
  on_since timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, role)
);
comment on column onboarding_path.on_since is 'people whose account is newer begin by themselves';
call fence_table('onboarding_path');
call track_table('onboarding_path');

create table onboarding (
  org_id uuid not null references org (id),
  id uuid not null,
  user_id uuid not null,
  role text not null,
  items jsonb not null,
  started_on date not null,
  stopped_at timestamptz(3),
  actor uuid,
  recorded_at timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index onboarding_by_user on onboarding (org_id, user_id);
-- Nobody walks the same path twice at once.
create unique index onboarding_walk on onboarding (org_id, user_id, role) where stopped_at is null;
call fence_table('onboarding');
call track_table('onboarding');

create table onboarding_tick (
  org_id uuid not null,
  onboarding_id uuid not null,
  item_id uuid not null,
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, onboarding_id, item_id),
  foreign key (org_id, onboarding_id) references onboarding (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
call fence_table('onboarding_tick', 'select, insert, delete');
