-- What a check of the data has found (C204): a row from the first day on which it was seen to the day on which it
-- was found no more, or a person said that it is right as it is. The trend is read from these days alone.
create table data_defect (
  org_id uuid not null references org (id),
  id uuid not null,
  check_code text not null,
  record_kind text not null check (record_kind in ('customer', 'contact', 'deal', 'instalment', 'payment')),
  record_id uuid not null,
  other_id uuid,
  fingerprint text not null,
  has_fix boolean not null,
  mender_id uuid not null,
  first_seen_on date not null,
  due_on date not null,
  recorded_at timestamptz(3) not null,
  ended_on date,
  how text check (how in ('cleared', 'dismissed')),
  ended_by uuid,
  reason text not null default '' check (length(reason) <= 500),
  retaken_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, mender_id) references app_user (org_id, id),
  foreign key (org_id, ended_by) references app_user (org_id, id),
  check ((ended_on is null) = (how is null)),
  check (ended_on >= first_seen_on),
  check (retaken_at is null or how = 'dismissed')
);
comment on column data_defect.fingerprint is 'of the value that was judged: a dismissed finding comes back when it changes';
comment on column data_defect.other_id is 'the older of two customers that may be one company';
comment on column data_defect.retaken_at is 'the dismissal was taken back, and the defect is open again as a row of its own';
create unique index data_defect_once on data_defect (org_id, check_code, record_id, other_id) nulls not distinct
  where ended_on is null;
create index data_defect_open on data_defect (org_id, due_on, id) where ended_on is null;
create index data_defect_dismissed on data_defect (org_id, record_id) where how = 'dismissed' and retaken_at is null;
create index data_defect_by_mender on data_defect (org_id, mender_id);
create index data_defect_by_day on data_defect (org_id, first_seen_on, ended_on);
call fence_table('data_defect', 'select, insert, update');

-- Proposals that were applied together (C205), row by row with what was there before, so that it can return.
create table data_fix_batch (
  org_id uuid not null references org (id),
  id uuid not null,
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  undone_at timestamptz(3),
  undone_by uuid,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  foreign key (org_id, undone_by) references app_user (org_id, id)
);
create index data_fix_batch_by_actor on data_fix_batch (org_id, actor, recorded_at desc);
call fence_table('data_fix_batch', 'select, insert, update');

create table data_fix (
  org_id uuid not null,
  id uuid not null,
  batch_id uuid not null,
  defect_id uuid not null,
  field text not null check (field in ('name', 'phone', 'uscc')),
  was text not null,
  became text not null,
  put_back boolean,
  primary key (org_id, id),
  foreign key (org_id, batch_id) references data_fix_batch (org_id, id),
  foreign key (org_id, defect_id) references data_defect (org_id, id)
);
comment on column data_fix.put_back is 'null until the batch is undone; false: somebody had changed the value since, and it was left';
create index data_fix_by_batch on data_fix (org_id, batch_id);
create index data_fix_by_defect on data_fix (org_id, defect_id);
call fence_table('data_fix', 'select, insert, update');

-- On which days a source brought something (C208): one probe a day, however many rows there are.
create index invoice_known on invoice (org_id, known_at);
create index payment_known on payment (org_id, known_at);
create index activity_known on activity (org_id, known_at);
