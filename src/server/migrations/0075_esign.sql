-- Contracts signed through an e-signature service (C080, decision 0017).

-- The one service a company uses; without it contracts keep the tamper seal.
create table esign_account (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('fadada', 'qiyuesuo', 'qiyuesuo-private')),
  config jsonb not null,
  secret bytea,
  status text not null check (status in ('on', 'off')),
  tested jsonb,
  test_asked_at timestamptz(3),
  version int not null default 1,
  primary key (org_id, id)
);
comment on column esign_account.secret is 'AES-256-GCM envelope; the key lives outside the database';
comment on column esign_account.test_asked_at is 'somebody waits for the answer of a trial call';
create unique index esign_account_one on esign_account (org_id);
call fence_table('esign_account');

-- One sending of one approved version. `state` is kept up with its steps, which have the instants.
create table esign_envelope (
  org_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  version_id uuid not null,
  content_hash text not null,
  provider text not null,
  signers jsonb not null,
  file_id uuid not null,
  expires_at timestamptz(3) not null,
  state text not null check (state in ('queued', 'sent', 'signed', 'rejected', 'cancelled', 'expired', 'outdated', 'unverified', 'failed')),
  progress jsonb not null,
  cancel_reason text,
  failures int not null default 0,
  next_at timestamptz(3),
  claimed_until timestamptz(3),
  last_answer jsonb,
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, contract_id) references contract (org_id, id),
  foreign key (org_id, version_id) references contract_version (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id)
);
comment on column esign_envelope.file_id is 'the very bytes that were sent';
create unique index esign_envelope_running on esign_envelope (org_id, contract_id) where state in ('queued', 'sent');
create index esign_envelope_by_contract on esign_envelope (org_id, contract_id);
create index esign_envelope_due on esign_envelope (org_id, next_at) where next_at is not null;
call fence_table('esign_envelope', 'select, insert, update');

create table esign_step (
  org_id uuid not null,
  id uuid not null,
  envelope_id uuid not null,
  kind text not null,
  detail jsonb not null,
  file_id uuid,
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, envelope_id) references esign_envelope (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id)
);
create index esign_step_by_envelope on esign_step (org_id, envelope_id);
call fence_table('esign_step', 'select, insert');
