-- What foreign money is worth in yuan, day by day, as somebody typed or imported it (decision 0018). A quotation is never
-- changed: it is withdrawn, and another one may take its place; documents keep the one they were booked at.

create table exchange_rate (
  org_id uuid not null references org (id),
  id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> 'CNY'),
  occurred_on date not null,
  quoted_micro bigint not null check (quoted_micro between 1 and 999999999999999),
  per int not null check (per in (1, 100, 1000, 10000)),
  source text not null default '' check (length(source) <= 100),
  recorded_at timestamptz(3) not null,
  voided_at timestamptz(3),
  actor uuid,
  batch_id uuid,
  primary key (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id)
);
comment on column exchange_rate.occurred_on is 'the day it was quoted; it stands in for later days for a month';
comment on column exchange_rate.quoted_micro is 'millionths of a yuan for `per` units, so that what was printed is what is kept';
comment on column exchange_rate.voided_at is 'withdrawn: booked at it are only documents from before';
create unique index exchange_rate_in_force on exchange_rate (org_id, currency, occurred_on desc) where voided_at is null;
create index exchange_rate_by_batch on exchange_rate (org_id, batch_id) where batch_id is not null;
create index exchange_rate_by_day on exchange_rate (org_id, occurred_on desc, currency);
call fence_table('exchange_rate', 'select, insert, update');
revoke update on exchange_rate from bellwether_app;
grant update (voided_at) on exchange_rate to bellwether_app;
grant maintain on exchange_rate to bellwether_app;
