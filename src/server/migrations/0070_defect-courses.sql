-- A defect whose dismissal was taken back is a row of its own, and keeps the first day it was seen on.
alter table data_defect add column since_on date;
comment on column data_defect.since_on is 'when it was seen first, before the dismissal that this row follows; null: first_seen_on';
comment on column data_defect.retaken_at is 'the dismissal holds no longer: taken back, or its finding was not found any more';

-- When a source was fed is read by the day of recording, which an import cannot put back (C208).
drop index invoice_known;
drop index payment_known;
drop index activity_known;
create index invoice_recorded on invoice (org_id, recorded_at);
create index payment_recorded on payment (org_id, recorded_at);
create index activity_recorded on activity (org_id, recorded_at);
create index stage_change_recorded on stage_change (org_id, recorded_at);
