-- Files people drop in, what became of every row, and the check-up after it.

create table import_batch (
  org_id uuid not null references org (id),
  id uuid not null,
  target text not null,
  file_name text not null,
  file_hash bytea not null,
  file_path text not null,
  mapping jsonb not null,
  status text not null check (status in ('analysed', 'queued', 'running', 'done', 'failed', 'cancelled', 'undone')),
  is_history boolean not null default false,
  rows_total int not null default 0,
  rows_done int not null default 0,
  counts jsonb not null default '{}',
  totals jsonb not null default '{}',
  error jsonb,
  error_file_path text,
  actor uuid,
  created_at timestamptz(3) not null,
  finished_at timestamptz(3),
  undone_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id)
);
create index import_batch_by_time on import_batch (org_id, created_at desc);
call fence_table('import_batch');

create table saved_mapping (
  org_id uuid not null references org (id),
  id uuid not null,
  name text not null,
  target text not null,
  headers_key text not null,
  mapping jsonb not null,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, name)
);
create index saved_mapping_by_headers on saved_mapping (org_id, headers_key);
call fence_table('saved_mapping');
call track_table('saved_mapping');

create table checkup (
  org_id uuid not null references org (id),
  id uuid not null,
  batch_id uuid,
  as_of date not null,
  report jsonb not null,
  created_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, batch_id) references import_batch (org_id, id)
);
create index checkup_by_time on checkup (org_id, created_at desc);
call fence_table('checkup', 'select, insert');
