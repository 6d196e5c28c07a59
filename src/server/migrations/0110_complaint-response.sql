-- C268: when a complaint was first answered. Noted once, by hand or with its end, and never written again: a better answer later does
-- not make the first one earlier, nor does a worse one make it later.

alter table complaint add column responded_at timestamptz(3), add column response_known_at timestamptz(3),
  add column response text not null default '' check (length(response) <= 1000),
  add check ((responded_at is null) = (response_known_at is null)),
  add check (responded_at <= response_known_at);
comment on column complaint.responded_at is 'the first answer to the customer; known from response_known_at';

create function complaint_response_stays() returns trigger language plpgsql as $$
begin
  if new.responded_at is distinct from old.responded_at or new.response_known_at is distinct from old.response_known_at
    or new.response <> old.response then
    raise exception 'complaint_responded' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger complaint_response_stays before update on complaint
  for each row when (old.responded_at is not null) execute function complaint_response_stays();
