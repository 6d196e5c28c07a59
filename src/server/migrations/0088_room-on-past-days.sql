-- Money of a past day is set against what is owed from the first day on which there was room: these few rows say
-- where there was less than today.
create index allocation_taken_off on allocation (org_id, customer_id) where amount_fen < 0 or voided_at is not null;
