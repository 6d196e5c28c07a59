-- Meetings (C136 C178): who met when about what, the minutes, and the agenda as it was shown when it was closed.

create table meeting (
  org_id uuid not null references org (id),
  id uuid not null,
  title text not null check (length(title) between 1 and 200),
  held_on date not null,
  department_id uuid,
  created_by uuid not null,
  minutes text not null default '',
  closed_at timestamptz(3),
  agenda jsonb,
  version int not null default 1,
  recorded_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, department_id) references department (org_id, id),
  foreign key (org_id, created_by) references app_user (org_id, id),
  check ((closed_at is null) = (agenda is null))
);
create index meeting_by_day on meeting (org_id, held_on desc, id);
call fence_table('meeting');
call track_table('meeting');

create table meeting_person (
  org_id uuid not null,
  meeting_id uuid not null,
  user_id uuid not null,
  primary key (org_id, meeting_id, user_id),
  foreign key (org_id, meeting_id) references meeting (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index meeting_person_by_user on meeting_person (org_id, user_id);
call fence_table('meeting_person', 'select, insert, delete');
