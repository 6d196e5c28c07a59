-- C129: whoever is told of an alert may urge whoever answers for it, once an hour.
alter table alert add column urged_at timestamptz(3);
comment on column alert.urged_at is 'when whoever answers for it was last urged by a colleague';
