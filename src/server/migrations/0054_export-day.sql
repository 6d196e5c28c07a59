-- A file left when it was recorded: its day follows from that, and it is a record and no fact that could be known later.

drop index export_log_by_day;
alter table export_log drop column occurred_on;
create index export_log_by_person on export_log (org_id, user_id, recorded_at);
