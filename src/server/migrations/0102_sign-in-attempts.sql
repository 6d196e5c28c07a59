-- How often a sign-in was tried in vain, shared by all processes that answer (before, each counted by itself). The key is a
-- hash of login and address; it is counted before anybody knows whose login it is, hence without an organisation.
create table sign_in_attempt (
  key text primary key,
  tries int not null,
  last_at timestamptz(3) not null,
  known boolean not null default false
);
create index sign_in_attempt_old on sign_in_attempt (last_at);
comment on table sign_in_attempt is 'Hashes and counts, no tenant data: written before sign-in, hence without row-level security.';
grant select, insert, update, delete on sign_in_attempt to bellwether_app;
