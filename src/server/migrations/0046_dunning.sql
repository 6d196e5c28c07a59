-- Dunning (C084–C090): what was done about what a customer owes, and the words it is done with. When and by whom is
-- in the rules of the family 'dunning', which the responsible people see as alerts (decision 0010).

create table dunning_step (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  stage text not null check (stage in ('soon', 'today', 'call', 'manager', 'letter', 'stop', 'lawyer')),
  channel text not null check (channel in ('message', 'sms', 'mail', 'call', 'visit', 'letter')),
  amount_fen bigint not null check (amount_fen > 0),
  contact_name text not null default '',
  note text not null default '',
  words text not null default '',
  activity_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, activity_id) references activity (org_id, id)
);
comment on column dunning_step.words is 'what was sent, as it was sent';
comment on column dunning_step.activity_id is 'the follow-up that was noted with it, with the promised day if there was one';
create index dunning_step_by_customer on dunning_step (org_id, customer_id, occurred_on desc);
create index dunning_step_by_activity on dunning_step (org_id, activity_id);
call fence_table('dunning_step');

-- What a step spoke of, each with the stage it had reached itself.
create table dunning_item (
  org_id uuid not null,
  step_id uuid not null,
  instalment_id uuid not null,
  stage text not null check (stage in ('soon', 'today', 'call', 'manager', 'letter', 'stop', 'lawyer')),
  open_fen bigint not null check (open_fen > 0),
  primary key (org_id, step_id, instalment_id),
  foreign key (org_id, step_id) references dunning_step (org_id, id),
  foreign key (org_id, instalment_id) references instalment (org_id, id)
);
create index dunning_item_by_instalment on dunning_item (org_id, instalment_id);
call fence_table('dunning_item', 'select, insert');

-- Words the company has written itself; what is not here is said as shipped.
create table dunning_text (
  org_id uuid not null references org (id),
  id uuid not null,
  stage text not null check (stage in ('soon', 'today', 'call', 'manager', 'letter', 'stop', 'lawyer')),
  kind text not null check (kind in ('message', 'sms', 'script', 'letter')),
  lang text not null check (lang in ('zh', 'en')),
  body text not null check (length(body) between 1 and 4000),
  version int not null default 1,
  primary key (org_id, id)
);
create unique index dunning_text_once on dunning_text (org_id, stage, kind, lang);
call fence_table('dunning_text');
call track_table('dunning_text');
grant maintain on dunning_step, dunning_item, dunning_text to bellwether_app;
