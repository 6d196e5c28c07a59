-- What is gone through with every deal (C052): items by stage, and what was done or left out of them, deal by deal.
-- A row is one wording of an item and has an end, as a mark has that was taken off: what a past day knew stays.
create table stage_check (
  org_id uuid not null references org (id),
  id uuid not null,
  item_id uuid not null,
  stage_id uuid not null,
  position int not null,
  title text not null check (length(title) between 1 and 80),
  title_en text not null default '' check (length(title_en) <= 120),
  proof text check (proof in ('screened', 'quoted', 'contract_approved', 'contract_signed')),
  skip_by text not null check (skip_by in ('responsible', 'manager', 'nobody')),
  recorded_at timestamptz(3) not null,
  ended_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, stage_id) references stage (org_id, id)
);
comment on column stage_check.item_id is 'stays through other words, places and people; another stage or proof is another item';
create index stage_check_by_stage on stage_check (org_id, stage_id);
create unique index stage_check_in_force on stage_check (org_id, item_id) where ended_at is null;
call fence_table('stage_check');
call track_table('stage_check');

create table deal_check (
  org_id uuid not null,
  id uuid not null,
  deal_id uuid not null,
  check_id uuid not null,
  item_id uuid not null,
  state text not null check (state in ('done', 'skipped')),
  reason text not null default '' check (length(reason) <= 500),
  by_manager boolean not null,
  actor uuid,
  recorded_at timestamptz(3) not null,
  undone_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, deal_id) references deal (org_id, id),
  foreign key (org_id, check_id) references stage_check (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  check (state = 'done' or length(reason) > 0)
);
create unique index deal_check_standing on deal_check (org_id, deal_id, item_id) where undone_at is null;
create index deal_check_by_check on deal_check (org_id, check_id);
create index deal_check_by_actor on deal_check (org_id, actor);
call fence_table('deal_check', 'select, insert, update');
call track_table('deal_check');
