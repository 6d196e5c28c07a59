-- What customers complain about (C054): somebody who answers, a day by which, an end with its cause. Money they
-- contest because of it is a dispute like any other (C104) and pauses reminders as that does.

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
  dispute_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  foreign key (org_id, responsible_id) references app_user (org_id, id),
  foreign key (org_id, dispute_id) references dispute (org_id, id),
  check ((resolved_on is null) = (resolved_at is null) and (resolved_on is null) = (cause is null)),
  check (resolved_on >= occurred_on)
);
comment on column complaint.resolved_at is 'when the end was known, beside resolved_on, the day on which it came';
create index complaint_by_customer on complaint (org_id, customer_id, occurred_on desc);
create index complaint_open on complaint (org_id, due_on) where resolved_on is null and voided_at is null;
create index complaint_by_order on complaint (org_id, order_id) where order_id is not null;
create index complaint_by_responsible on complaint (org_id, responsible_id);
create index complaint_by_dispute on complaint (org_id, dispute_id) where dispute_id is not null;
call fence_table('complaint');
call track_table('complaint');
grant maintain on complaint to bellwether_app;
