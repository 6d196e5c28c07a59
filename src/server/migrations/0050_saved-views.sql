-- Views of lists: filters, sort and columns under a name, for oneself or shared with a department or everybody.

create table saved_view (
  org_id uuid not null references org (id),
  id uuid not null,
  list text not null check (list in ('customer', 'deal')),
  name text not null check (length(name) between 1 and 40),
  owner_id uuid not null,
  share text not null check (share in ('none', 'department', 'everyone')),
  department_id uuid,
  view_values jsonb not null,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, owner_id, list, name),
  foreign key (org_id, owner_id) references app_user (org_id, id),
  foreign key (org_id, department_id) references department (org_id, id),
  check (share = 'department' or department_id is null)
);
comment on column saved_view.view_values is 'what the list reads from its URL, by its names there';
call fence_table('saved_view');
call track_table('saved_view');
