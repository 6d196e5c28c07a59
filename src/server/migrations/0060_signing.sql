-- How contracts were sealed or sent out for signature, and what came back (C080).

create table seal_key (
  org_id uuid not null references org (id),
  id uuid not null,
  certificate bytea not null,
  secret bytea not null,
  issued_at timestamptz(3) not null,
  primary key (org_id, id)
);
comment on column seal_key.secret is 'the private key, sealed for this row; left out of every export and version';
call fence_table('seal_key', 'select, insert');

create table contract_signing (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  version_id uuid not null,
  provider text not null check (provider in ('seal')),
  status text not null check (status in ('done')),
  file_id uuid not null,
  sha256 bytea not null check (length(sha256) = 32),
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id),
  foreign key (org_id, version_id) references contract_version (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id)
);
comment on column contract_signing.sha256 is 'of the file as it was kept, so that a copy that comes back can be told from another';
create index contract_signing_by_contract on contract_signing (org_id, contract_id);
create index contract_signing_by_file on contract_signing (org_id, file_id);
create unique index contract_signing_once on contract_signing (org_id, version_id, provider) where provider = 'seal';
call fence_table('contract_signing', 'select, insert');
