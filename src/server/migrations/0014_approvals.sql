-- Approvals: flows with versions, cases with their content, seats and trail. They know nothing of quotes, contracts
-- or customers: a document names its kind and id, and asks whether this content is approved.

create table approval_flow (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind ~ '^[a-z][a-z0-9-]{0,39}$'),
  name jsonb not null,
  spec jsonb not null,
  owner_id uuid,
  review_on date,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, kind),
  foreign key (org_id, owner_id) references app_user (org_id, id)
);
comment on table approval_flow is 'A kind without a row uses the flow that ships; running cases carry their own copy';
call fence_table('approval_flow', 'select, insert, update');
call track_table('approval_flow');

create table approval_case (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  customer_id uuid,
  title jsonb not null,
  url text not null,
  requester_id uuid not null,
  reason text not null default '',
  status text not null check (status in ('open', 'returned', 'approved', 'rejected', 'withdrawn', 'expired')),
  round int not null,
  flow_version int not null,
  flow jsonb not null,
  facts jsonb not null,
  state jsonb not null,
  content_hash text not null,
  amount_fen bigint,
  submitted_at timestamptz(3) not null,
  settled_at timestamptz(3),
  used_at timestamptz(3),
  expires_at timestamptz(3) not null,
  wake_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, requester_id) references app_user (org_id, id),
  check ((status in ('open', 'returned')) = (settled_at is null)),
  check (used_at is null or status = 'approved')
);
create unique index approval_case_one_live on approval_case (org_id, kind, subject_kind, subject_id) where status in ('open', 'returned');
create index approval_case_by_subject on approval_case (org_id, subject_kind, subject_id, submitted_at desc);
create index approval_case_by_requester on approval_case (org_id, requester_id, submitted_at desc);
create index approval_case_by_time on approval_case (org_id, submitted_at desc);
create index approval_case_wake on approval_case (org_id, wake_at) where wake_at is not null;
call fence_table('approval_case', 'select, insert, update');

-- What the approvers saw, per round: readable lines, what was before, and the hash an approval is bound to.
create table approval_content (
  org_id uuid not null,
  case_id uuid not null,
  round int not null,
  content_hash text not null,
  lines jsonb not null,
  before jsonb not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, case_id, round),
  foreign key (org_id, case_id) references approval_case (org_id, id)
);
call fence_table('approval_content', 'select, insert');

-- The inbox: one row per answer that is asked of one person, written with the state of the case by one function.
create table approval_seat (
  org_id uuid not null,
  case_id uuid not null,
  seat_id text not null,
  step_key text not null,
  step_name jsonb not null,
  user_id uuid not null,
  for_user_id uuid,
  via text not null,
  status text not null check (status in ('waiting', 'active', 'agreed', 'rejected', 'returned', 'closed')),
  due_at timestamptz(3),
  changed_at timestamptz(3) not null,
  primary key (org_id, case_id, seat_id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index approval_seat_inbox on approval_seat (org_id, user_id, status, changed_at desc);
call fence_table('approval_seat', 'select, insert, update');

create table approval_trail (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  round int not null,
  position int not null,
  kind text not null,
  seat_id text,
  actor uuid,
  recorded_at timestamptz(3) not null,
  detail jsonb not null default '{}',
  primary key (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id)
);
comment on table approval_trail is 'Who did what when, with which words, on which round of the content (C072); never changed';
comment on column approval_trail.position is 'order among the steps of one transaction, which share their moment';
create index approval_trail_by_case on approval_trail (org_id, case_id, recorded_at, position);
create index approval_trail_by_actor on approval_trail (org_id, actor, recorded_at desc) where actor is not null;
-- The last fence against a second decision: one answer per seat, whatever the code above does.
create unique index approval_trail_one_answer on approval_trail (org_id, case_id, seat_id)
  where kind in ('agree', 'reject', 'repeat');
call fence_table('approval_trail', 'select, insert');

create table approval_copy (
  org_id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  copied_at timestamptz(3) not null,
  read_at timestamptz(3),
  primary key (org_id, case_id, user_id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index approval_copy_by_user on approval_copy (org_id, user_id, copied_at desc);
call fence_table('approval_copy', 'select, insert, update');

create table approval_delegation (
  org_id uuid not null references org (id),
  id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  kind text,
  from_day date not null,
  to_day date not null,
  reason text not null default '',
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, from_id) references app_user (org_id, id),
  foreign key (org_id, to_id) references app_user (org_id, id),
  check (to_day >= from_day),
  check (from_id <> to_id)
);
create index approval_delegation_by_days on approval_delegation (org_id, to_day) where voided_at is null;
call fence_table('approval_delegation', 'select, insert, update');
