-- C121: where a company wants a second person for changes of rules, a change waits here for somebody else.
create table rule_proposal (
  org_id uuid not null references org (id),
  id uuid not null,
  rule_code text not null,
  base_version integer not null check (base_version >= 0),
  spec jsonb not null,
  author uuid not null,
  recorded_at timestamptz(3) not null,
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'declined')),
  decided_by uuid,
  decided_at timestamptz(3),
  note text not null default '' check (length(note) <= 500),
  written_version integer,
  primary key (org_id, id),
  foreign key (org_id, author) references app_user (org_id, id),
  foreign key (org_id, decided_by) references app_user (org_id, id),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state = 'accepted') = (written_version is not null)),
  check (state <> 'accepted' or decided_by <> author)
);
comment on column rule_proposal.base_version is 'the version it was written against, 0 for a new rule';
comment on column rule_proposal.written_version is 'the version it became when it was accepted';
create unique index rule_proposal_waiting on rule_proposal (org_id, rule_code) where state = 'waiting';
create index rule_proposal_by_rule on rule_proposal (org_id, rule_code, recorded_at desc);
call fence_table('rule_proposal', 'select, insert, update');
