-- How much the customer said they would pay, where they named it. A promise is judged by what was known at the time
-- (C087), so that voided follow-ups are read as well.
alter table activity add column promised_fen bigint check (promised_fen is null or (promised_fen > 0 and promised_on is not null));
drop index activity_promised;
create index activity_promised on activity (org_id, customer_id, promised_on) where promised_on is not null;
