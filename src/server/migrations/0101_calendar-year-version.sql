-- Two people who load a year at the same time must not overwrite each other unseen.
alter table calendar_year add column version int not null default 1;
