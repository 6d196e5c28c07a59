-- A merge keeps what was known of the former customer as a voided copy: one difference in force for a settlement,
-- and any number that ended.
drop index payment_difference_of;
create unique index payment_difference_of on payment (org_id, difference_of) where difference_of is not null and voided_at is null;
create index payment_differences on payment (org_id, difference_of) where difference_of is not null;
