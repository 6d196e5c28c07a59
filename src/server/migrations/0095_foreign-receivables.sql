-- Invoices, instalments and payments in foreign money (decision 0026): what was billed and what came stand in their own
-- currency beside the yuan they were booked at on their day. Original amounts settle each other; what is left between the two
-- rates is an exchange difference, a document of its own, so that billed less received is what is owed, to the fen.

alter table invoice add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date;
alter table instalment add column currency text not null default 'CNY', add column original_minor bigint, add column open_minor bigint;
alter table payment add column original_minor bigint, add column rate_micro bigint, add column rate_per int, add column rate_day date,
  add column unallocated_minor bigint, add column difference_of uuid;
alter table allocation add column original_minor bigint, add column paid_minor bigint;
alter table receipt add column currency text not null default 'CNY', add column original_minor bigint;
alter table month_close add column exchange_fen bigint not null default 0;

comment on column invoice.original_minor is 'the amount in hundredths of its own currency; null: in yuan';
comment on column instalment.original_minor is 'the amount in hundredths of its own currency; null: in yuan';
comment on column instalment.open_minor is 'as open_fen: current state, written only by receivables/settle.ts';
comment on column payment.original_minor is 'the amount in hundredths of its own currency; null: in yuan';
comment on column payment.unallocated_minor is 'as unallocated_fen, in its own currency: an advance stays in the money it came in';
comment on column payment.difference_of is
  'an exchange difference: what this settlement took off the instalment in yuan, less what the payment is worth';
comment on column allocation.amount_fen is
  'yuan off the instalment, at the rate it was booked at; below zero where a refused bill opens again what it had settled';
comment on column allocation.original_minor is 'off the instalment, in its own currency; null: that is in yuan';
comment on column allocation.paid_minor is 'of the payment, in its own currency; null: that is in yuan';
comment on column month_close.exchange_fen is 'exchange differences of the month; above zero they lowered what is owed';

alter table payment drop constraint payment_kind_check;
alter table payment add constraint payment_kind_check
  check (kind in ('payment', 'credit_note', 'write_off', 'bill', 'endorsed', 'exchange'));
alter table payment add constraint payment_difference check ((difference_of is null) = (kind <> 'exchange'));
alter table payment drop constraint payment_amount_fen_check;
alter table payment add constraint payment_amount_fen_check
  check (amount_fen <> 0 and (amount_fen > 0 or bill_id is not null or difference_of is not null));
alter table payment add foreign key (org_id, difference_of) references allocation (org_id, id);
create unique index payment_difference_of on payment (org_id, difference_of) where difference_of is not null;

alter table invoice add constraint invoice_original check ((original_minor is null) = (currency = 'CNY')),
  add constraint invoice_rate check ((original_minor is null) = (rate_micro is null) and (rate_micro is null) = (rate_per is null)
    and (rate_micro is null) = (rate_day is null)),
  add constraint invoice_booked check (rate_micro is null or amount_fen = booked_fen(original_minor, rate_micro, rate_per));
alter table instalment add constraint instalment_original check ((original_minor is null) = (currency = 'CNY')
    and (original_minor is null) = (open_minor is null)),
  add constraint instalment_open_minor check (open_minor between 0 and original_minor),
  -- An original balance of nothing is nothing in yuan.
  add constraint instalment_nothing_left check (open_minor <> 0 or open_fen = 0);
alter table payment add constraint payment_original check ((original_minor is null) = (currency = 'CNY')
    and (original_minor is null) = (unallocated_minor is null)),
  add constraint payment_rate check ((original_minor is null) = (rate_micro is null) and (rate_micro is null) = (rate_per is null)
    and (rate_micro is null) = (rate_day is null)),
  add constraint payment_booked check (rate_micro is null or amount_fen = booked_fen(original_minor, rate_micro, rate_per)),
  add constraint payment_unallocated_minor check (unallocated_minor between 0 and original_minor),
  add constraint payment_nothing_left check (unallocated_minor <> 0 or unallocated_fen = 0);
alter table receipt add constraint receipt_original check ((original_minor is null) = (currency = 'CNY'));

-- A difference lives and ends with the settlement it comes from, whatever ends or revives that.
create function differences_follow() returns trigger language plpgsql as $$
begin
  update payment p set voided_at = n.voided_at from changed n join former f on f.org_id = n.org_id and f.id = n.id
  where p.org_id = n.org_id and p.difference_of = n.id and n.voided_at is distinct from f.voided_at;
  return null;
end $$;
create trigger allocation_differences after update on allocation referencing old table as former new table as changed
  for each statement execute function differences_follow();

-- What a foreign contract is owed stood in yuan only. Where nothing was ever set against it, it gets its original amount; what
-- was paid since is settled in yuan and stays as it was known.
create temporary table turned on commit drop as
select v.org_id, v.id as invoice_id, k.currency, k.original_minor, k.rate_micro, k.rate_per, k.rate_day
from invoice v join contract k on k.org_id = v.org_id and k.id = v.contract_id
where v.kind = 'contract' and v.voided_at is null and k.rate_micro is not null and v.amount_fen = k.amount_fen
  and not exists (select 1 from instalment i join allocation a on a.org_id = i.org_id and a.instalment_id = i.id
    where i.org_id = v.org_id and i.invoice_id = v.id)
  and not exists (select 1 from instalment i
    left join contract_node n on n.org_id = i.org_id and n.contract_id = k.id and n.seq + 1 = i.seq
    where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null and n.amount_fen is null)
  and k.original_minor = (select sum(n.amount_fen) from instalment i
    join contract_node n on n.org_id = i.org_id and n.contract_id = k.id and n.seq + 1 = i.seq
    where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null);
update invoice v set currency = t.currency, original_minor = t.original_minor, rate_micro = t.rate_micro, rate_per = t.rate_per,
  rate_day = t.rate_day
from turned t where v.org_id = t.org_id and v.id = t.invoice_id;
update instalment i set currency = t.currency, original_minor = n.amount_fen, open_minor = n.amount_fen
from turned t, invoice v, contract_node n
where i.org_id = t.org_id and i.invoice_id = t.invoice_id and v.org_id = t.org_id and v.id = t.invoice_id and i.voided_at is null
  and n.org_id = i.org_id and n.contract_id = v.contract_id and n.seq + 1 = i.seq;
