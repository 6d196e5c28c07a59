-- Inhibition: whom legal has taken over, who is with the lawyers, whose claim is written off or who contests something
-- gets no friendly reminder. Alerts of the friendly stages stay and are held back until the reason ends.

create table legal_hold (
  org_id uuid not null references org (id),
  id uuid not null,
  customer_id uuid not null,
  reason text not null check (length(reason) between 1 and 500),
  occurred_on date not null,
  known_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  lifted_at timestamptz(3),
  lifted_by uuid,
  lift_reason text check (length(lift_reason) between 1 and 500),
  version int not null default 1,
  primary key (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  foreign key (org_id, lifted_by) references app_user (org_id, id),
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
comment on column legal_hold.lifted_at is 'when legal gave the customer back; a customer may be taken over again later';
-- Not unique: two customers under one hold each may turn out to be one company.
create index legal_hold_open on legal_hold (org_id, customer_id) where lifted_at is null and voided_at is null;
create index legal_hold_by_customer on legal_hold (org_id, customer_id, recorded_at desc);
call fence_table('legal_hold');
call track_table('legal_hold');
grant maintain on legal_hold to bellwether_app;

alter table alert add column inhibited_since timestamptz(3);
alter table alert add column inhibited_by text check (inhibited_by in ('inhibited_legal_hold', 'inhibited_lawyer', 'inhibited_written_off', 'inhibited_dispute'));
alter table alert add check ((inhibited_since is null) = (inhibited_by is null));
alter table alert add column released_at timestamptz(3);
comment on column alert.inhibited_since is 'held back: nobody is told and nothing climbs; null: not held back';
comment on column alert.released_at is 'when it was last released; its clocks count from then';
create index alert_inhibited on alert (org_id, customer_id) where inhibited_since is not null and resolved_at is null;
create index alert_open_instalment on alert (org_id, customer_id) where resolved_at is null and subject_kind = 'instalment';
-- What went to the lawyers, few among many steps.
create index dunning_item_lawyer on dunning_item (org_id, instalment_id) where stage = 'lawyer';
