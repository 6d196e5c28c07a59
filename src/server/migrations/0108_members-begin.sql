-- Whoever worked along on a customer when the list of members began to be kept (0105) did so as far back as is known.

insert into record_version (org_id, entity, id, version, recorded_at, operation, row)
select c.org_id, 'customer_member', c.id::text, 1, c.recorded_at, 'update',
  jsonb_build_object('members', jsonb_agg(jsonb_build_object('id', m.user_id, 'note', m.note) order by m.user_id))
from customer_member m join customer c on c.org_id = m.org_id and c.id = m.customer_id
where not exists (select 1 from record_version v
  where v.org_id = c.org_id and v.entity = 'customer_member' and v.id = c.id::text)
group by c.org_id, c.id, c.recorded_at;
