-- Departure (C187 C188): what a leaver answers for, to whom it goes, who has confirmed, what stays open.

create table handover (
  org_id uuid not null references org (id),
  id uuid not null,
  user_id uuid not null,
  reason text not null check (length(reason) between 1 and 200),
  last_day date not null,
  manager_id uuid not null,
  status text not null default 'open' check (status in ('open', 'done')),
  started_at timestamptz(3) not null,
  started_by uuid,
  confirmed_at timestamptz(3),
  confirmed_by uuid,
  access_ended_at timestamptz(3),
  access_ended_by uuid,
  gap_reason text,
  gap jsonb,
  checked_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  foreign key (org_id, manager_id) references app_user (org_id, id),
  check ((status = 'done') = (confirmed_at is not null)),
  check ((gap is null) = (gap_reason is null))
);
comment on column handover.gap is 'what was still open or unconfirmed when the account was closed all the same';
create unique index handover_one_open on handover (org_id, user_id) where status = 'open';
create index handover_by_user on handover (org_id, user_id);
create index handover_by_manager on handover (org_id, manager_id);
call fence_table('handover');
call track_table('handover');

-- One thing the leaver answered for. Once done it says who had it until when: the history of what has none.
create table handover_item (
  org_id uuid not null,
  id uuid not null,
  handover_id uuid not null,
  kind text not null check (kind in ('customer', 'receivable', 'deal', 'quote', 'order', 'alert', 'task', 'member',
    'backup', 'absence', 'department')),
  subject_id uuid not null,
  customer_id uuid,
  title text not null,
  amount_fen bigint,
  is_key boolean not null default false,
  receiver_id uuid not null,
  done_at timestamptz(3),
  done_by uuid,
  at_closing boolean not null default false,
  primary key (org_id, id),
  unique (org_id, handover_id, kind, subject_id),
  foreign key (org_id, handover_id) references handover (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, receiver_id) references app_user (org_id, id)
);
comment on column handover_item.at_closing is 'passed on because the account was closed, not because two people went through it';
create index handover_item_by_receiver on handover_item (org_id, receiver_id);
create index handover_item_by_customer on handover_item (org_id, customer_id);
call fence_table('handover_item');

create table handover_receiver (
  org_id uuid not null,
  handover_id uuid not null,
  user_id uuid not null,
  confirmed_at timestamptz(3) not null,
  note text not null default '',
  primary key (org_id, handover_id, user_id),
  foreign key (org_id, handover_id) references handover (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index handover_receiver_by_user on handover_receiver (org_id, user_id);
call fence_table('handover_receiver');
