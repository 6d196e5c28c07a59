-- What a company's contracts say (C065 C066): versions that are written once; the newest of a series is the one in use.

create table contract_template (
  org_id uuid not null references org (id),
  id uuid not null,
  series_id uuid not null,
  number int not null,
  name text not null check (length(name) between 1 and 100),
  clauses jsonb not null,
  penalty_bp int check (penalty_bp between 0 and 10000),
  legal_id uuid not null,
  review_on date not null,
  is_retired boolean not null default false,
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  unique (org_id, series_id, number),
  foreign key (org_id, legal_id) references app_user (org_id, id)
);
comment on column contract_template.legal_id is 'who answers for what it says, and looks at it again by review_on';
create index contract_template_by_legal on contract_template (org_id, legal_id);
call fence_table('contract_template', 'select, insert');
