-- States are read and written by subject. One index less on each of tens of thousands of rows, and no look at the rule
-- for every one of them: rules are switched off and never deleted, and the evaluator has just read them all.
alter table watch_state drop constraint watch_state_pkey, add primary key (org_id, subject_id, rule_id);
drop index watch_state_by_subject;
alter table watch_state drop constraint watch_state_org_id_rule_id_fkey;
