-- C032: a policy or guarantee in the name of a whole group pays of what all of them owe together.

alter table credit_cover add column whole_group boolean not null default false;
comment on column credit_cover.whole_group is 'in the name of whoever owes together with this customer; of this one alone while nobody does';
