-- How alerts were answered is asked for spans of days (C130 to C133).
create index alert_by_opened on alert (org_id, opened_at);
