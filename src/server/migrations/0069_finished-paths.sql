-- A path that is done is not worked out again with every workbench.
alter table onboarding add column finished_on date check (finished_on >= started_on);
create index onboarding_open on onboarding (org_id) where stopped_at is null and finished_on is null;
