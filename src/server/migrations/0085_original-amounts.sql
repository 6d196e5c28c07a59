-- Documents in foreign money (decision 0018): every amount that is summed is yuan; beside it stands what the document says in
-- its own currency, and the quotation it was booked at. What is agreed (versions, lines, payment nodes) stays in the currency
-- it was agreed in.

create function booked_fen(minor bigint, micro bigint, per int) returns bigint language sql immutable as $$
  select (sign(minor) * div(abs(minor)::numeric * micro * 2 + 1000000::numeric * per, 2000000::numeric * per))::bigint
$$;
comment on function booked_fen is 'rounded half up, away from zero: the same as convert() in core/exchange/rate.ts';

alter table deal add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date;
alter table quote add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date;
alter table contract add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date;
alter table sales_order add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date;
alter table quote_step add column original_minor bigint;
alter table contract_step add column original_minor bigint;
alter table order_step add column original_minor bigint;
comment on column deal.original_minor is 'the amount in hundredths of its own currency; null: in yuan, or no amount';
comment on column quote.original_minor is 'the amount in hundredths of its own currency; null: in yuan, or no amount';
comment on column contract.original_minor is 'the amount in hundredths of its own currency; null: in yuan';
comment on column sales_order.original_minor is 'the amount in hundredths of its own currency; null: in yuan';
comment on column deal.rate_micro is 'null in foreign money: booked at 1:1 before rates were kept';
comment on column quote.rate_micro is 'null in foreign money: booked at 1:1 before rates were kept';
comment on column contract.rate_micro is 'null in foreign money: booked at 1:1 before rates were kept';
comment on column sales_order.rate_micro is 'null in foreign money: booked at 1:1 before rates were kept';

-- What was there was taken for yuan: the figure stays as it was known, the amount is the original one, the rate is unknown.
alter table deal disable trigger user;
alter table quote disable trigger user;
alter table contract disable trigger user;
alter table sales_order disable trigger user;
update deal set original_minor = amount_fen where currency <> 'CNY';
update quote set original_minor = amount_fen where currency <> 'CNY';
update contract set original_minor = amount_fen where currency <> 'CNY';
update sales_order set original_minor = amount_fen where currency <> 'CNY';
update quote_step s set original_minor = s.amount_fen from quote q
  where q.org_id = s.org_id and q.id = s.quote_id and q.currency <> 'CNY';
update contract_step s set original_minor = s.amount_fen from contract k
  where k.org_id = s.org_id and k.id = s.contract_id and k.currency <> 'CNY';
update order_step s set original_minor = s.amount_fen from sales_order o
  where o.org_id = s.org_id and o.id = s.order_id and o.currency <> 'CNY';
alter table deal enable trigger user;
alter table quote enable trigger user;
alter table contract enable trigger user;
alter table sales_order enable trigger user;

-- Whatever code writes: the original stands where the currency is another, a rate is whole or not there, and company money is
-- the original at that rate.
alter table deal add constraint deal_original check ((original_minor is null) = (currency = 'CNY' or amount_fen is null)),
  add constraint deal_rate check ((rate_micro is null) = (rate_per is null) and (rate_micro is null) = (rate_day is null)
    and (rate_micro is null or currency <> 'CNY')),
  add constraint deal_booked check (rate_micro is null or original_minor is null
    or amount_fen = booked_fen(original_minor, rate_micro, rate_per));
alter table quote add constraint quote_original check ((original_minor is null) = (currency = 'CNY' or amount_fen is null)),
  add constraint quote_rate check ((rate_micro is null) = (rate_per is null) and (rate_micro is null) = (rate_day is null)
    and (rate_micro is null or currency <> 'CNY')),
  add constraint quote_booked check (rate_micro is null or original_minor is null
    or amount_fen = booked_fen(original_minor, rate_micro, rate_per));
alter table contract add constraint contract_original check ((original_minor is null) = (currency = 'CNY')),
  add constraint contract_rate check ((rate_micro is null) = (rate_per is null) and (rate_micro is null) = (rate_day is null)
    and (rate_micro is null or currency <> 'CNY')),
  add constraint contract_booked check (rate_micro is null or amount_fen = booked_fen(original_minor, rate_micro, rate_per));
alter table sales_order add constraint sales_order_original check ((original_minor is null) = (currency = 'CNY')),
  add constraint sales_order_rate check ((rate_micro is null) = (rate_per is null) and (rate_micro is null) = (rate_day is null)
    and (rate_micro is null or currency <> 'CNY')),
  add constraint sales_order_booked check (rate_micro is null or amount_fen = booked_fen(original_minor, rate_micro, rate_per));

create index contract_by_original on contract (org_id, original_minor) where original_minor is not null;

-- The last fence (design law 5): nothing new is booked in foreign money without a rate.
create function foreign_is_booked() returns trigger language plpgsql as $$
begin
  if current_user = 'bellwether_app' and exists (select 1 from changed n where n.currency <> 'CNY' and n.rate_micro is null) then
    raise exception 'a document in foreign money would be booked without a rate' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger deal_foreign_booked after insert on deal referencing new table as changed
  for each statement execute function foreign_is_booked();
create trigger quote_foreign_booked after insert on quote referencing new table as changed
  for each statement execute function foreign_is_booked();
create trigger contract_foreign_booked after insert on contract referencing new table as changed
  for each statement execute function foreign_is_booked();
create trigger sales_order_foreign_booked after insert on sales_order referencing new table as changed
  for each statement execute function foreign_is_booked();

-- A version says what was agreed in its own currency: that is what a sending and a contract in force are held against.
create or replace function quote_is_released() returns trigger language plpgsql as $$
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
      and (v.id is null or (v.quote_id = n.quote_id and v.amount_fen = coalesce(n.original_minor, n.amount_fen)
        and v.valid_until is not distinct from n.valid_until)))
  limit 1;
  if bad is not null then
    raise exception 'quote % would be sent without a release', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;

create or replace function contract_is_released() returns trigger language plpgsql as $$
declare
  bad uuid;
begin
  if current_user <> 'bellwether_app' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select n.id into bad from changed n where n.approved_at is not null limit 1;
  else
    select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
    where n.approved_at is not null
      and (f.approved_at is null or (f.version_id, coalesce(f.original_minor, f.amount_fen), f.currency, f.effective_on, f.ends_on, f.term_days, f.penalty_bp)
        is distinct from (n.version_id, coalesce(n.original_minor, n.amount_fen), n.currency, n.effective_on, n.ends_on, n.term_days, n.penalty_bp))
      and not exists (
        select 1 from contract_release r join contract_version v on v.org_id = r.org_id and v.id = r.version_id
        where r.org_id = n.org_id and r.contract_id = n.id and r.version_id = n.version_id and r.granted_at = app_tick()
          and v.contract_id = n.id and v.amount_fen = coalesce(n.original_minor, n.amount_fen)
          and (v.content ->> 'amountFen')::bigint = v.amount_fen and v.content ->> 'currency' = n.currency
          and (v.content ->> 'effectiveOn')::date is not distinct from n.effective_on
          and (v.content ->> 'endsOn')::date is not distinct from n.ends_on
          and (v.content ->> 'termDays')::int is not distinct from n.term_days
          and (v.content ->> 'penaltyBp')::int is not distinct from n.penalty_bp)
    limit 1;
    if bad is null then
      select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
      where n.approved_at is not null and f.customer_id <> n.customer_id and not exists (
        select 1 from customer_merge m where m.org_id = n.org_id and m.undone_at is null
          and ((m.gone_id = f.customer_id and m.kept_id = n.customer_id and m.recorded_at = app_tick())
            or (m.kept_id = f.customer_id and m.gone_id = n.customer_id and exists (
              select 1 from customer c where c.org_id = m.org_id and c.id = m.gone_id and c.merged_into is null))))
      limit 1;
    end if;
    if bad is null then
      select n.id into bad from changed n join former f on f.org_id = n.org_id and f.id = n.id
      where n.signed_on is distinct from f.signed_on and n.signed_on is not null and n.approved_at is null limit 1;
    end if;
  end if;
  if bad is not null then
    raise exception 'contract % would be in force without a release', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
