-- The ground: fences, organisations, people, sessions, events, versions, jobs' companions.
-- Runs as the migration role. The runtime role bellwether_app exists before (see platform/migrate.ts).

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- The tenant of the transaction. After SET LOCAL ends the setting is '' and not NULL, hence nullif.
create function app_org() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;

create function app_actor() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('app.actor', true), '')::uuid $$;

create function app_tick() returns timestamptz language sql stable parallel safe
as $$ select nullif(current_setting('app.tick', true), '')::timestamptz $$;

-- Fences a table: row-level security by organisation and by nothing else, forced, with least grants.
create procedure fence_table(name text, grants text default 'select, insert, update, delete') language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy tenant on %I using (org_id = (select app_org())) with check (org_id = (select app_org()))', name);
  execute format('grant %s on %I to bellwether_app', grants, name);
end $$;

create table org (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9-]{1,40}$'),
  name text not null,
  is_demo boolean not null default false,
  created_at timestamptz(3) not null
);
comment on table org is 'Directory of organisations: no tenant data, readable before sign-in, hence without row-level security.';
grant select, insert on org to bellwether_app;

create table org_setting (
  org_id uuid not null references org (id),
  id text not null,
  value jsonb not null,
  version int not null default 1,
  primary key (org_id, id)
);

-- recorded_at of every write: one row locked per write transaction, strictly increasing (design law 2).
create table org_tick (
  org_id uuid primary key references org (id),
  last timestamptz(3) not null
);
call fence_table('org_tick', 'select, insert, update');

-- Editable tables keep their versions: a statement-level trigger per operation, so no path escapes it.
create table record_version (
  org_id uuid not null references org (id),
  entity text not null,
  id text not null,
  version int not null,
  recorded_at timestamptz(3) not null,
  actor uuid,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  row jsonb not null
);
create index record_version_by_record on record_version (org_id, entity, id, recorded_at);
call fence_table('record_version', 'select, insert');

-- Writes versions of `name` from the transition tables. Fen columns go in as text: JSON readers may round numbers.
create procedure track_table(name text) language plpgsql as $$
declare
  fen text := coalesce((select string_agg(format(' || jsonb_build_object(%L, r.%I::text)', a.attname, a.attname), '')
    from pg_attribute a where a.attrelid = name::regclass and a.attnum > 0 and a.attname like '%\_fen'), '');
begin
  execute format($f$
    create function version_%1$s() returns trigger language plpgsql as $t$
    begin
      insert into record_version (org_id, entity, id, version, recorded_at, actor, operation, row)
      select r.org_id, %2$L, r.id::text, r.version, coalesce(app_tick(), clock_timestamp()), app_actor(), lower(tg_op), to_jsonb(r)%3$s
      from changed r;
      return null;
    end $t$ $f$, name, name, fen);
  execute format('create trigger version_insert after insert on %1$I referencing new table as changed for each statement execute function version_%1$s()', name);
  execute format('create trigger version_update after update on %1$I referencing new table as changed for each statement execute function version_%1$s()', name);
  execute format('create trigger version_delete after delete on %1$I referencing old table as changed for each statement execute function version_%1$s()', name);
end $$;

call fence_table('org_setting');
call track_table('org_setting');

create table department (
  org_id uuid not null references org (id),
  id uuid not null,
  name text not null,
  parent_id uuid,
  manager_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, name),
  foreign key (org_id, parent_id) references department (org_id, id)
);
call fence_table('department');
call track_table('department');

create table app_user (
  org_id uuid not null references org (id),
  id uuid not null,
  login text not null,
  name text not null,
  staff_no text,
  aliases text[] not null default '{}',
  email text,
  phone text,
  department_id uuid,
  backup_id uuid,
  status text not null default 'active' check (status in ('active', 'inactive', 'imported')),
  password_hash text,
  must_change_password boolean not null default false,
  wecom_userid text,
  dingtalk_phone text,
  feishu_open_id text,
  locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  auth_epoch int not null default 1,
  created_at timestamptz(3) not null,
  left_on date,
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, login),
  foreign key (org_id, department_id) references department (org_id, id),
  foreign key (org_id, backup_id) references app_user (org_id, id)
);
comment on column app_user.status is 'imported: a name found in a ledger, cannot sign in; alerts go to the named person in org_setting "unknownResponsible"';
alter table department add foreign key (org_id, manager_id) references app_user (org_id, id) deferrable initially deferred;
call fence_table('app_user');
call track_table('app_user');

create table user_role (
  org_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('rep', 'assistant', 'manager', 'finance', 'legal', 'boss', 'admin', 'auditor')),
  primary key (org_id, user_id, role),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
call fence_table('user_role');

create table absence (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  from_day date not null,
  to_day date not null,
  backup_id uuid,
  reason text not null default '',
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, user_id) references app_user (org_id, id),
  foreign key (org_id, backup_id) references app_user (org_id, id),
  check (to_day >= from_day)
);
create index absence_by_user on absence (org_id, user_id, from_day);
call fence_table('absence');

create table session (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  auth_epoch int not null,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  user_agent text not null default '',
  address text not null default '',
  primary key (org_id, id),
  unique (org_id, token_hash),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index session_by_user on session (org_id, user_id) where revoked_at is null;
call fence_table('session');

-- One-time links: first sign-in, password reset. The token itself is never stored.
create table sign_in_link (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (org_id, id),
  unique (org_id, token_hash),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
call fence_table('sign_in_link');

create table event (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null,
  actor uuid,
  recorded_at timestamptz(3) not null,
  customer_id uuid,
  subject_kind text not null,
  subject_id uuid not null,
  summary jsonb not null default '{}',
  primary key (org_id, id)
);
create index event_by_subject on event (org_id, subject_kind, subject_id, recorded_at desc);
create index event_by_customer on event (org_id, customer_id, recorded_at desc) where customer_id is not null;
create index event_by_time on event (org_id, recorded_at desc);
call fence_table('event', 'select, insert');

create table idempotency_key (
  org_id uuid not null references org (id),
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  reply jsonb,
  created_at timestamptz(3) not null,
  primary key (org_id, user_id, key)
);
create index idempotency_by_age on idempotency_key (org_id, created_at);
call fence_table('idempotency_key');

-- Exceptions to Monday–Friday; a year counts as loaded when calendar_year has it.
create table calendar_day (
  org_id uuid not null references org (id),
  day date not null,
  is_workday boolean not null,
  name text not null default '',
  primary key (org_id, day)
);
call fence_table('calendar_day');

create table calendar_year (
  org_id uuid not null references org (id),
  year int not null,
  source text not null,
  primary key (org_id, year)
);
call fence_table('calendar_year');
