-- Products, price lists as versions (C063), quotes as versions, and the release without which nothing goes out (C057).

create table product (
  org_id uuid not null references org (id),
  id uuid not null,
  code text not null check (length(code) between 1 and 60),
  name text not null check (length(name) between 1 and 200),
  unit text not null check (length(unit) between 1 and 20),
  version int not null default 1,
  primary key (org_id, id),
  unique (org_id, code)
);
call fence_table('product', 'select, insert, update');
call track_table('product');

-- A published list is never changed: another one takes its place.
create table price_list (
  org_id uuid not null references org (id),
  id uuid not null,
  number int not null,
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  from_day date not null,
  to_day date,
  note text not null default '',
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  unique (org_id, number),
  foreign key (org_id, actor) references app_user (org_id, id),
  check (to_day is null or to_day >= from_day)
);
create index price_list_in_force on price_list (org_id, currency, from_day desc, number desc);
call fence_table('price_list', 'select, insert');

create table price_line (
  org_id uuid not null,
  id uuid not null,
  list_id uuid not null,
  seq int not null,
  product_id uuid not null,
  grade text check (grade in ('key', 'normal')),
  from_milli bigint not null check (from_milli >= 0),
  floor_fen bigint not null check (floor_fen >= 0),
  list_fen bigint not null check (list_fen >= floor_fen),
  ceiling_fen bigint check (ceiling_fen >= list_fen),
  cost_fen bigint check (cost_fen >= 0),
  primary key (org_id, id),
  unique nulls not distinct (org_id, list_id, product_id, grade, from_milli),
  foreign key (org_id, list_id) references price_list (org_id, id),
  foreign key (org_id, product_id) references product (org_id, id)
);
comment on column price_line.grade is 'for customers of this importance only; null: for all without a line of their own';
create index price_line_by_list on price_line (org_id, list_id, seq);
create index price_line_by_product on price_line (org_id, product_id);
call fence_table('price_line', 'select, insert');

-- What was offered, or was to be: written once, never changed. The sent step names the one that went out.
create table quote_version (
  org_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  number int not null,
  price_list_id uuid,
  amount_fen bigint not null check (amount_fen > 0),
  valid_until date,
  verdict text not null check (verdict in ('uncontrolled', 'free', 'beyond')),
  deviation_bp int,
  margin_bp int,
  content_hash text not null,
  recorded_at timestamptz(3) not null,
  actor uuid,
  primary key (org_id, id),
  unique (org_id, quote_id, number),
  foreign key (org_id, quote_id) references quote (org_id, id),
  foreign key (org_id, price_list_id) references price_list (org_id, id)
);
comment on column quote_version.deviation_bp is 'how far outside the price list; null: cannot be compared';
create index quote_version_by_list on quote_version (org_id, price_list_id) where price_list_id is not null;
call fence_table('quote_version', 'select, insert');

alter table quote_line add column version_id uuid, add column price_line_id uuid,
  add column verdict text check (verdict in ('free', 'below_floor', 'above_ceiling', 'unlisted', 'other_unit'));
insert into quote_version (org_id, id, quote_id, number, amount_fen, valid_until, verdict, content_hash, recorded_at)
  select q.org_id, gen_random_uuid(), q.id, 1, coalesce(q.amount_fen, sum(l.amount_fen)), q.valid_until, 'uncontrolled', '', q.updated_at
  from quote q join quote_line l on l.org_id = q.org_id and l.quote_id = q.id
  group by q.org_id, q.id having coalesce(q.amount_fen, sum(l.amount_fen)) > 0;
update quote_line l set version_id = v.id from quote_version v where v.org_id = l.org_id and v.quote_id = l.quote_id;
delete from quote_line where version_id is null;
alter table quote_line alter column version_id set not null,
  add foreign key (org_id, version_id) references quote_version (org_id, id),
  add foreign key (org_id, price_line_id) references price_line (org_id, id);
create index quote_line_by_version on quote_line (org_id, version_id, seq);
create index quote_line_by_price on quote_line (org_id, price_line_id) where price_line_id is not null;
revoke update, delete on quote_line from bellwether_app;

alter table quote_step add column version_id uuid;
alter table quote_step add foreign key (org_id, version_id) references quote_version (org_id, id);
create index quote_step_by_version on quote_step (org_id, version_id) where version_id is not null;
revoke update on quote_step from bellwether_app;
grant update (voided_at) on quote_step to bellwether_app;

-- Why a version was allowed to go out; one row per sending.
create table quote_release (
  org_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  version_id uuid,
  basis text not null check (basis in ('uncontrolled', 'free', 'authority', 'approval', 'implied', 'history')),
  case_id uuid,
  actor uuid,
  granted_at timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, quote_id) references quote (org_id, id),
  foreign key (org_id, version_id) references quote_version (org_id, id),
  foreign key (org_id, case_id) references approval_case (org_id, id),
  check ((basis = 'approval') = (case_id is not null)),
  check (version_id is not null or basis in ('implied', 'history'))
);
comment on column quote_release.basis is
  'implied: the deal moved on and says so; history: imported; neither has a content that anything may be built on';
create index quote_release_by_quote on quote_release (org_id, quote_id, granted_at desc);
create index quote_release_by_version on quote_release (org_id, version_id) where version_id is not null;
create index quote_release_by_case on quote_release (org_id, case_id) where case_id is not null;
call fence_table('quote_release', 'select, insert');

create function china_day(instant timestamptz) returns date language sql immutable
as $$ select (instant at time zone 'Asia/Shanghai')::date $$;

-- The last fence (design law 5), whatever code path writes as the application: nothing is sent without a release of the
-- same transaction, and a release holds only what its basis says.
create function quote_is_released() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  select n.quote_id into bad from changed n
  where n.kind = 'sent' and not exists (
    select 1 from quote_release r left join quote_version v on v.org_id = r.org_id and v.id = r.version_id
    where r.org_id = n.org_id and r.quote_id = n.quote_id and r.granted_at = app_tick()
      and r.version_id is not distinct from n.version_id
      and (v.id is null or (v.quote_id = n.quote_id and v.amount_fen = n.amount_fen
        and v.valid_until is not distinct from n.valid_until)))
  limit 1;
  if bad is not null then
    raise exception 'quote % would be sent without a release', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger quote_released after insert on quote_step referencing new table as changed
  for each statement execute function quote_is_released();

create function release_is_founded() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  select n.quote_id into bad from changed n join quote_version v on v.org_id = n.org_id and v.id = n.version_id
  where not case n.basis
    when 'uncontrolled' then
      not exists (select 1 from price_list p where p.org_id = n.org_id and p.from_day <= china_day(app_tick()))
    when 'free' then
      v.price_list_id = (select p.id from price_list p join quote q on q.org_id = p.org_id and q.id = n.quote_id
        where p.org_id = n.org_id and p.currency = q.currency and p.from_day <= china_day(app_tick())
          and coalesce(p.to_day, 'infinity') >= china_day(app_tick())
        order by p.from_day desc, p.number desc limit 1)
      and exists (select 1 from quote_line l where l.org_id = v.org_id and l.version_id = v.id)
      and not exists (
        select 1 from quote_line l
        left join price_line p on p.org_id = l.org_id and p.id = l.price_line_id
        left join product m on m.org_id = p.org_id and m.id = p.product_id
        where l.org_id = v.org_id and l.version_id = v.id and (p.id is null or p.list_id is distinct from v.price_list_id
          or l.unit <> m.unit or l.product <> m.name or l.quantity_milli < p.from_milli or l.unit_price_fen < p.floor_fen
          or l.unit_price_fen > coalesce(p.ceiling_fen, l.unit_price_fen)))
      and v.amount_fen = (select sum(l.amount_fen) from quote_line l where l.org_id = v.org_id and l.version_id = v.id)
    when 'approval' then exists (select 1 from approval_case c where c.org_id = n.org_id and c.id = n.case_id
      and c.kind = 'quote' and c.subject_kind = 'quote' and c.subject_id = n.quote_id and c.status = 'approved'
      and c.content_hash = v.content_hash)
    else n.actor is not null end
  limit 1;
  if bad is not null then
    raise exception 'the release of quote % has no ground', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger release_founded after insert on quote_release referencing new table as changed
  for each statement execute function release_is_founded();

-- Lines come with their version and never after it.
create function line_comes_with_version() returns trigger language plpgsql as $$
begin
  if current_user = 'bellwether_app' and exists (
    select 1 from changed n join quote_version v on v.org_id = n.org_id and v.id = n.version_id
    where v.recorded_at <> app_tick() or v.quote_id <> n.quote_id) then
    raise exception 'a line cannot be added to a version that is written' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger line_with_version after insert on quote_line referencing new table as changed
  for each statement execute function line_comes_with_version();
