-- What customers complain about (C054): somebody who answers, a day by which, an end with its cause. Money they
-- contest because of it is a dispute like any other (C104) that names the complaint.

create table complaint (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  order_id uuid,
  kind text not null check (kind in ('quality', 'quantity', 'delivery', 'service', 'invoice', 'other')),
  severity int not null check (severity between 1 and 3),
  title text not null check (length(title) between 1 and 200),
  detail text not null default '',
  responsible_id uuid,
  due_on date not null,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  resolved_on date,
  resolved_at timestamptz(3),
  cause text check (cause in ('product', 'production', 'logistics', 'people', 'process', 'customer', 'unfounded')),
  resolution text not null default '',
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  check ((resolved_on is null) = (resolved_at is null) and (resolved_on is null) = (cause is null)),
  check (resolved_on >= occurred_on)
);
comment on column complaint.resolved_at is 'when the end was known, beside resolved_on, the day on which it came';
comment on column complaint.due_on is 'as it stands now, like severity and responsible_id; what held before is in complaint_course';
create index complaint_by_customer on complaint (org_id, customer_id, occurred_on desc);
create index complaint_open on complaint (org_id, due_on) where resolved_on is null and voided_at is null;
create index complaint_by_order on complaint (org_id, order_id) where order_id is not null;
create index complaint_by_responsible on complaint (org_id, responsible_id);
call fence_table('complaint');
call track_table('complaint');

-- How much it weighed, who answered and until when: a change is a row of its own, so that a past day goes on saying
-- what held on it. Ids grow with time and order what a merge makes known at one moment.
create table complaint_course (
  org_id uuid not null,
  id uuid not null,
  complaint_id uuid not null,
  customer_id uuid not null,
  severity int not null check (severity between 1 and 3),
  due_on date not null,
  responsible_id uuid,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  primary key (org_id, id),
  foreign key (org_id, complaint_id) references complaint (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id)
);
create index complaint_course_by_complaint on complaint_course (org_id, complaint_id, id);
create index complaint_course_by_customer on complaint_course (org_id, customer_id);
create index complaint_course_by_responsible on complaint_course (org_id, responsible_id);
call fence_table('complaint_course');

alter table dispute add column complaint_id uuid,
  add foreign key (org_id, complaint_id) references complaint (org_id, id);
create index dispute_by_complaint on dispute (org_id, complaint_id) where complaint_id is not null;

-- A leaver may answer for a complaint or a dispute of a customer that is somebody else's.
alter table handover_item drop constraint handover_item_kind_check;
alter table handover_item add constraint handover_item_kind_check check (kind in ('customer', 'receivable', 'deal',
  'quote', 'contract', 'order', 'complaint', 'dispute', 'alert', 'task', 'approval', 'member', 'backup', 'absence',
  'delegation', 'flow', 'department'));

grant maintain on complaint, complaint_course to bellwether_app;
