-- The day on which a customer said they would pay, as noted with the follow-up in which they said it.
alter table activity add column promised_on date;
create index activity_promised on activity (org_id, customer_id, promised_on) where promised_on is not null and voided_at is null;
