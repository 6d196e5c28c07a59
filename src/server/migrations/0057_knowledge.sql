-- What the company knows (C193): articles with a working text, versions that are never changed, who reads them,
-- who confirms having read them, and where they are shown beside the work.

create table article (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('product', 'process', 'faq', 'talk', 'solved')),
  title text not null check (length(title) between 1 and 100),
  body text not null check (length(body) <= 20000),
  author_id uuid not null,
  published_number int,
  is_changed boolean not null default true,
  is_retired boolean not null default false,
  source_case_id uuid,
  search_keys text[] not null default '{}',
  ask_roles text[] not null default '{}',
  asks_from int,
  confirm_by date,
  reminders int not null default 0,
  wake_at timestamptz(3),
  recorded_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, author_id) references app_user (org_id, id),
  foreign key (org_id, source_case_id) references retrospective (org_id, id),
  check (published_number is not null or (asks_from is null and is_changed)),
  check (asks_from <= published_number)
);
comment on column article.body is 'the working text; what readers see is the version of published_number';
comment on column article.asks_from is 'a confirmation counts when it is of this version or a later one; null: nobody is asked';
create index article_by_author on article (org_id, author_id);
create index article_by_wake on article (org_id, wake_at) where wake_at is not null;
-- One click on a case drafts one article, however often it is clicked.
create unique index article_by_case on article (org_id, source_case_id, author_id) where source_case_id is not null;
call fence_table('article');
call track_table('article');

create table article_version (
  org_id uuid not null,
  article_id uuid not null,
  number int not null,
  title text not null,
  body text not null,
  note text not null default '' check (length(note) <= 300),
  asks_anew boolean not null,
  published_by uuid,
  recorded_at timestamptz(3) not null,
  primary key (org_id, article_id, number),
  foreign key (org_id, article_id) references article (org_id, id),
  foreign key (org_id, published_by) references app_user (org_id, id)
);
call fence_table('article_version', 'select, insert');
alter table article add constraint article_published foreign key (org_id, id, published_number)
  references article_version (org_id, article_id, number);

create table article_department (
  org_id uuid not null,
  article_id uuid not null,
  purpose text not null check (purpose in ('reads', 'confirms')),
  department_id uuid not null,
  primary key (org_id, article_id, purpose, department_id),
  foreign key (org_id, article_id) references article (org_id, id),
  foreign key (org_id, department_id) references department (org_id, id)
);
comment on table article_department is 'reads: who alone may see it, everybody without a row; confirms: who is asked, beside ask_roles';
create index article_department_by_department on article_department (org_id, department_id);
call fence_table('article_department', 'select, insert, delete');

create table article_link (
  org_id uuid not null,
  article_id uuid not null,
  kind text not null check (kind in ('rule', 'stage', 'lost_reason')),
  target text not null check (length(target) between 1 and 80),
  primary key (org_id, article_id, kind, target),
  foreign key (org_id, article_id) references article (org_id, id)
);
comment on column article_link.target is 'code of the rule, id of the stage, a word of the reason';
create index article_link_by_target on article_link (org_id, kind, target);
call fence_table('article_link', 'select, insert, delete');

create table article_reading (
  org_id uuid not null,
  article_id uuid not null,
  number int not null,
  user_id uuid not null,
  recorded_at timestamptz(3) not null,
  primary key (org_id, article_id, number, user_id),
  foreign key (org_id, article_id, number) references article_version (org_id, article_id, number),
  foreign key (org_id, user_id) references app_user (org_id, id)
);
create index article_reading_by_user on article_reading (org_id, user_id);
call fence_table('article_reading', 'select, insert');
