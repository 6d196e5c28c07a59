-- Channels, notices, delivery attempts, and the stand-in's received messages (发件箱 of the demo).

create table channel (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('wecom', 'dingtalk', 'feishu', 'webhook', 'mail', 'sandbox')),
  name text not null,
  config jsonb not null,
  secret bytea,
  secret_tail text not null default '',
  audience jsonb not null default '{}',
  status text not null default 'on' check (status in ('on', 'off', 'broken')),
  failures int not null default 0,
  last_error jsonb,
  version int not null default 1,
  primary key (org_id, id)
);
comment on column channel.secret is 'AES-256-GCM envelope; the key lives outside the database';
call fence_table('channel');

-- What one person (or one group) receives. Made in the transaction of its cause: in the page exactly once.
create table notice (
  org_id uuid not null references org (id),
  id uuid not null,
  cause text not null,
  kind text not null,
  user_id uuid,
  alert_id uuid,
  severity int not null,
  content jsonb not null,
  decision text not null check (decision in ('send', 'brief', 'skip')),
  reason text not null,
  created_at timestamptz(3) not null,
  read_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  foreign key (org_id, alert_id) references alert (org_id, id)
);
create unique index notice_once on notice (org_id, cause, coalesce(user_id, '00000000-0000-0000-0000-000000000000'::uuid));
create index notice_by_user on notice (org_id, user_id, created_at desc);
create index notice_by_time on notice (org_id, created_at desc);
call fence_table('notice', 'select, insert, update');

create table delivery (
  org_id uuid not null,
  id uuid not null,
  notice_id uuid not null,
  channel_id uuid not null,
  message_id text not null,
  state text not null check (state in ('queued', 'claimed', 'sent', 'accepted', 'retry', 'failed', 'skipped')),
  reason text not null default '',
  attempts int not null default 0,
  next_at timestamptz(3),
  claimed_until timestamptz(3),
  created_at timestamptz(3) not null,
  done_at timestamptz(3),
  primary key (org_id, id),
  unique (org_id, notice_id, channel_id),
  foreign key (org_id, notice_id) references notice (org_id, id),
  foreign key (org_id, channel_id) references channel (org_id, id)
);
create index delivery_due on delivery (org_id, next_at) where state in ('queued', 'retry', 'claimed');
call fence_table('delivery');

-- Every attempt is visible: what the provider answered, how long it took.
create table delivery_attempt (
  org_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  at timestamptz(3) not null,
  outcome text not null,
  provider_code text,
  provider_message text,
  request_id text,
  took_ms int not null,
  primary key (org_id, id),
  foreign key (org_id, delivery_id) references delivery (org_id, id)
);
create index delivery_attempt_by_delivery on delivery_attempt (org_id, delivery_id, at);
call fence_table('delivery_attempt', 'select, insert');

create table sandbox_message (
  org_id uuid not null references org (id),
  id uuid not null,
  service text not null,
  message_id text,
  accepted boolean not null,
  answer jsonb not null,
  body jsonb not null,
  received_at timestamptz(3) not null,
  primary key (org_id, id)
);
create index sandbox_message_by_time on sandbox_message (org_id, received_at desc);
call fence_table('sandbox_message', 'select, insert, delete');
