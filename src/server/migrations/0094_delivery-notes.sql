-- Goods that leave on a note the customer signs (C048 C079, decision 0027). Each belongs to an order; one that is
-- taken from a frame contract makes its call-off, so that no gate of the order is passed by.

create table delivery_note (
  org_id uuid not null references org (id),
  id uuid not null,
  number text not null check (length(number) between 1 and 60),
  customer_id uuid not null,
  order_id uuid not null,
  is_calloff boolean not null default false,
  planned_on date not null,
  address text not null default '' check (length(address) <= 200),
  carrier text not null default '' check (length(carrier) <= 100),
  remark text not null default '' check (length(remark) <= 1000),
  amount_fen bigint not null check (amount_fen >= 0),
  original_minor bigint check (original_minor >= 0),
  status text not null check (status in ('draft', 'shipped', 'signed', 'void')),
  shipped_on date,
  signed_on date,
  signer text not null default '' check (length(signer) <= 60),
  worth_fen bigint not null default 0 check (worth_fen >= 0),
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  voided_at timestamptz(3),
  batch_id uuid,
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  check ((status = 'void') = (voided_at is not null))
);
comment on table delivery_note is 'delivery is one sending of a notice; what leaves with goods is a note';
comment on column delivery_note.is_calloff is 'its order was made with it, from a frame contract, and says nothing else';
comment on column delivery_note.worth_fen is
  'what has left the house and stayed: shipped, then what was signed for; repeats delivery_note_step';
-- A number that was used is used: those of void notes stay theirs, so that the series has no gaps.
create unique index delivery_note_number on delivery_note (org_id, number);
create index delivery_note_by_order on delivery_note (org_id, order_id);
create index delivery_note_by_customer on delivery_note (org_id, customer_id, recorded_at desc);
create index delivery_note_list on delivery_note (org_id, recorded_at desc, id desc);
create index delivery_note_on_way on delivery_note (org_id, shipped_on) where status = 'shipped';
create index delivery_note_batch on delivery_note (org_id, batch_id) where batch_id is not null;
call fence_table('delivery_note');
call track_table('delivery_note');

create table delivery_note_line (
  org_id uuid not null,
  id uuid not null,
  note_id uuid not null,
  seq int not null,
  product text not null check (length(product) between 1 and 200),
  unit text not null default '',
  quantity_milli bigint not null check (quantity_milli > 0),
  unit_price_fen bigint not null check (unit_price_fen >= 0),
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (org_id, id),
  foreign key (org_id, note_id) references delivery_note (org_id, id)
);
comment on column delivery_note_line.unit_price_fen is 'in the currency of the order, as on its lines';
create index delivery_note_line_by_note on delivery_note_line (org_id, note_id, seq);
call fence_table('delivery_note_line', 'select, insert');

create table delivery_note_step (
  org_id uuid not null,
  id uuid not null,
  note_id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('drafted', 'shipped', 'signed', 'voided')),
  amount_fen bigint check (amount_fen >= 0),
  original_minor bigint check (original_minor >= 0),
  signer text,
  reason text,
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, note_id) references delivery_note (org_id, id),
  foreign key (org_id, order_id) references sales_order (org_id, id),
  check ((kind in ('shipped', 'signed')) = (amount_fen is not null)),
  check (kind <> 'signed' or signer is not null),
  check (kind <> 'voided' or reason is not null)
);
comment on column delivery_note_step.amount_fen is 'shipped: what left; signed: what was accepted; in yuan';
create index delivery_note_step_by_note on delivery_note_step (org_id, note_id, recorded_at);
create index delivery_note_step_by_order on delivery_note_step (org_id, order_id);
create index delivery_note_step_batch on delivery_note_step (org_id, batch_id) where batch_id is not null;
call fence_table('delivery_note_step', 'select, insert');
grant update (voided_at) on delivery_note_step to bellwether_app;

-- What of each line was accepted; with all of it, nothing is missing.
create table delivery_note_accepted (
  org_id uuid not null,
  step_id uuid not null,
  line_id uuid not null,
  quantity_milli bigint not null check (quantity_milli >= 0),
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (org_id, step_id, line_id),
  foreign key (org_id, step_id) references delivery_note_step (org_id, id),
  foreign key (org_id, line_id) references delivery_note_line (org_id, id)
);
create index delivery_note_accepted_by_line on delivery_note_accepted (org_id, line_id);
call fence_table('delivery_note_accepted', 'select, insert');

alter table order_step add column note_id uuid,
  add foreign key (org_id, note_id) references delivery_note (org_id, id);
create index order_step_by_note on order_step (org_id, note_id) where note_id is not null;

-- The last fence at the door: whatever code path ships a note as the application, its order is not held for credit and
-- its newest version is released, and the note leaves at no other price than that version says.
create function note_may_leave() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  execute $sql$
    select n.note_id from changed n join sales_order o on o.org_id = n.org_id and o.id = n.order_id
    join delivery_note d on d.org_id = n.org_id and d.id = n.note_id
    left join lateral (select v.id from order_version v where v.org_id = n.org_id and v.order_id = n.order_id
      and v.voided_at is null order by v.number desc limit 1) v on true
    where n.kind = 'shipped' and n.batch_id is null and (d.order_id <> n.order_id or o.credit_hold is not null
      or not exists (select 1 from order_release r where r.org_id = n.org_id and r.version_id = v.id)
      or exists (select 1 from delivery_note_line l where l.org_id = n.org_id and l.note_id = n.note_id
        and exists (select 1 from order_line w where w.org_id = n.org_id and w.version_id = v.id)
        and not exists (select 1 from order_line w where w.org_id = n.org_id and w.version_id = v.id
          and w.product = l.product and w.unit = l.unit and w.unit_price_fen = l.unit_price_fen)))
    limit 1 $sql$ into bad;
  if bad is not null then
    raise exception 'delivery note % may not leave', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger note_may_leave after insert on delivery_note_step referencing new table as changed
  for each statement execute function note_may_leave();

-- What a note that has left delivers was let go when it left: its signature is noted whatever has happened since.
create or replace function delivery_is_free() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  execute $sql$
    select n.order_id from changed n join sales_order o on o.org_id = n.org_id and o.id = n.order_id
    where n.kind in ('delivered', 'completed') and n.batch_id is null and (o.credit_hold is not null or not exists (
      select 1 from order_release r where r.org_id = n.org_id and r.version_id = (select v.id from order_version v
        where v.org_id = n.org_id and v.order_id = n.order_id and v.voided_at is null order by v.number desc limit 1)))
      and not exists (select 1 from delivery_note_step s where s.org_id = n.org_id and s.note_id = n.note_id
        and s.order_id = n.order_id and s.kind = 'shipped' and s.voided_at is null)
    limit 1 $sql$ into bad;
  if bad is not null then
    raise exception 'order % is held and would be delivered', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;

grant maintain on delivery_note, delivery_note_step to bellwether_app;
