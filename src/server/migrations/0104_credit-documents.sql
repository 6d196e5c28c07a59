-- C007 C008 C012: credit reports and papers of qualification, each with its number, its file and its last day. A paper is a fact:
-- whoever corrects one voids it and records another, so that what was held as known on a past day stays.

create table credit_document (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('credit_report', 'business_licence', 'tax_certificate', 'production_permit',
    'quality_certificate', 'authorisation', 'other')),
  title text not null check (length(title) between 1 and 100),
  number text not null default '' check (length(number) <= 100),
  issuer text not null default '' check (length(issuer) <= 100),
  issued_on date not null,
  expires_on date check (expires_on >= issued_on),
  score text not null default '' check (length(score) <= 40),
  history text not null default '' check (length(history) <= 2000),
  file_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, file_id) references record_file (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column credit_document.expires_on is 'its last day; null: it has no end';
comment on column credit_document.history is 'of a report: credit record and repayment history in words';
comment on column credit_document.occurred_on is 'the day on which it was recorded';
create index credit_document_by_customer on credit_document (org_id, customer_id);
call fence_table('credit_document', 'select, insert, update');

grant maintain on credit_document to bellwether_app;
