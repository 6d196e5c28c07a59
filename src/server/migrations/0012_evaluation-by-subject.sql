-- Evaluation asks by subject, for the states and the alerts of five hundred subjects at a time. Without these
-- every such question read all states and all alerts of the organisation (measured: most of a first evaluation).
create index watch_state_by_subject on watch_state (org_id, subject_id);
create index alert_by_subject on alert (org_id, subject_id);
