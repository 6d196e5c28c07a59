-- What somebody does on a customer beside its responsible (协作人, C047), and who they were when: a version of the whole
-- list of a customer whenever it changes, whatever path changed it.

alter table customer_member add column note text not null default '' check (length(note) <= 60);
comment on column customer_member.note is 'in their own words, such as technical questions; empty where nothing was said';

create function version_customer_member() returns trigger language plpgsql as $$
begin
  insert into record_version (org_id, entity, id, version, recorded_at, actor, operation, row)
  select c.org_id, 'customer_member', c.customer_id::text,
    1 + coalesce((select max(v.version) from record_version v
      where v.org_id = c.org_id and v.entity = 'customer_member' and v.id = c.customer_id::text), 0),
    coalesce(app_tick(), clock_timestamp()), app_actor(), 'update',
    jsonb_build_object('members', coalesce((select jsonb_agg(jsonb_build_object('id', m.user_id, 'note', m.note) order by m.user_id)
      from customer_member m where m.org_id = c.org_id and m.customer_id = c.customer_id), '[]'))
  from (select distinct org_id, customer_id from changed) c;
  return null;
end $$;
create trigger members_insert after insert on customer_member referencing new table as changed
  for each statement execute function version_customer_member();
create trigger members_update after update on customer_member referencing new table as changed
  for each statement execute function version_customer_member();
create trigger members_delete after delete on customer_member referencing old table as changed
  for each statement execute function version_customer_member();
