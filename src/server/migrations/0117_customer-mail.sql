-- C092 C088: what a person sent to a customer by mail from here: a reminder, a formal letter, a statement. The message itself leaves
-- through the outbox like every other; this row says what it was about and, once it is settled, how it ended.

alter table contact add column no_mail boolean not null default false;
comment on column contact.no_mail is 'does not want mail from us; nothing is sent to it';

create table customer_mail (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  contact_id uuid not null,
  purpose text not null check (purpose in ('dunning', 'statement')),
  step_id uuid,
  activity_id uuid,
  notice_id uuid not null,
  contact_name text not null,
  masked_address text not null,
  subject text not null check (length(subject) between 1 and 200),
  words text not null check (length(words) between 1 and 4000),
  lang text not null check (lang in ('zh', 'en')),
  statement_asof date,
  closing_fen bigint,
  sent_by uuid not null,
  recorded_at timestamptz(3) not null,
  ended text check (ended in ('sent', 'failed')),
  ended_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, contact_id) references contact (org_id, id),
  foreign key (org_id, step_id) references dunning_step (org_id, id),
  foreign key (org_id, activity_id) references activity (org_id, id),
  foreign key (org_id, notice_id) references notice (org_id, id),
  foreign key (org_id, sent_by) references app_user (org_id, id),
  check ((purpose = 'dunning') = (step_id is not null)),
  check ((purpose = 'statement') = (statement_asof is not null and closing_fen is not null)),
  check ((ended is null) = (ended_at is null))
);
comment on column customer_mail.masked_address is 'as evidence shows it; the whole address is with the message in the outbox';
comment on column customer_mail.ended is 'null: still under way, or being tried again';
create index customer_mail_by_customer on customer_mail (org_id, customer_id, recorded_at desc);
create index customer_mail_by_step on customer_mail (org_id, step_id) where step_id is not null;
create unique index customer_mail_by_notice on customer_mail (org_id, notice_id);
create index customer_mail_under_way on customer_mail (org_id, notice_id) where ended is null;
call fence_table('customer_mail', 'select, insert, update');

grant maintain on customer_mail to bellwether_app;
