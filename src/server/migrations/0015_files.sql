-- Files on records. The bytes live in the database: one transaction, one fence, one backup.

create table file_content (
  org_id uuid not null references org (id),
  sha256 bytea not null check (length(sha256) = 32),
  content bytea not null,
  primary key (org_id, sha256)
);
alter table file_content alter column content set storage external;
comment on table file_content is 'Stored once per organisation and hash, however many records carry it';
call fence_table('file_content', 'select, insert');

create table record_file (
  org_id uuid not null,
  id uuid not null,
  record_kind text not null,
  record_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  mime text not null,
  bytes int not null check (bytes between 1 and 20971520),
  sha256 bytea not null,
  uploaded_by uuid,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  voided_by uuid,
  primary key (org_id, id),
  foreign key (org_id, sha256) references file_content (org_id, sha256),
  foreign key (org_id, uploaded_by) references app_user (org_id, id)
);
create index record_file_by_record on record_file (org_id, record_kind, record_id, recorded_at) where voided_at is null;
call fence_table('record_file', 'select, insert, update');
