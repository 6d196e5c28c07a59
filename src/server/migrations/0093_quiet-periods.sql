-- C128: stretches in which some alerts disturb nobody: of the company, a team, a customer or a figure.
create table quiet_period (
  org_id uuid not null references org (id),
  id uuid not null,
  kind text not null check (kind in ('company', 'team', 'customer', 'metric')),
  department_id uuid,
  customer_id uuid,
  metric text check (length(metric) between 1 and 60),
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  spares_urgent boolean not null,
  reason text not null check (length(reason) between 2 and 200),
  actor uuid not null,
  recorded_at timestamptz(3) not null,
  ended_at timestamptz(3),
  ended_by uuid,
  told_at timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, department_id) references department (org_id, id),
  foreign key (org_id, customer_id) references customer (org_id, id),
  foreign key (org_id, actor) references app_user (org_id, id),
  foreign key (org_id, ended_by) references app_user (org_id, id),
  check (until_at > from_at),
  check ((ended_at is null) = (ended_by is null)),
  check ((kind = 'team') = (department_id is not null) and (kind = 'customer') = (customer_id is not null)
    and (kind = 'metric') = (metric is not null))
);
comment on column quiet_period.spares_urgent is 'alerts of severity 1 are told all the same';
comment on column quiet_period.ended_at is 'taken back before until_at; what it kept is told from then on';
comment on column quiet_period.told_at is 'when whoever asked for it was told that it is over';
create index quiet_period_open on quiet_period (org_id, until_at) where told_at is null;
create index quiet_period_by_time on quiet_period (org_id, recorded_at desc);
create index quiet_period_customer on quiet_period (org_id, customer_id) where customer_id is not null;
call fence_table('quiet_period', 'select, insert, update');

alter table alert drop constraint alert_inhibited_by_check;
alter table alert add check (inhibited_by in ('inhibited_legal_hold', 'inhibited_lawyer', 'inhibited_written_off', 'inhibited_dispute', 'inhibited_quiet'));
alter table alert add column quiet_id uuid;
alter table alert add foreign key (org_id, quiet_id) references quiet_period (org_id, id);
comment on column alert.quiet_id is 'the quiet period that last kept it from being told';
create index alert_by_quiet on alert (org_id, quiet_id) where quiet_id is not null;
create index alert_quiet on alert (org_id) where inhibited_by = 'inhibited_quiet' and resolved_at is null;
