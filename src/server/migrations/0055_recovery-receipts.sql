-- What came in at once is one recovery, whatever number of instalments it was set against. It was told by the moment it was
-- recorded, which a merge of customers makes the same for all that go over: it says so itself now.

alter table recovery add column receipt_id uuid;
comment on column recovery.receipt_id is 'the same for all parts of one recovery';

-- Of what has gone over in a merge, the first merge still has the moment at which it was recorded.
with said as (
  select r.org_id, r.id, r.payment_id, r.occurred_on, r.reference, coalesce((
      select (m.before ->> 'recorded_at')::timestamptz(3) from customer_merge_row m
      join customer_merge c on c.org_id = m.org_id and c.id = m.merge_id
      where m.org_id = r.org_id and m.table_name = 'recovery' and m.how = 'fact' and m.row_id = r.id::text
      order by c.recorded_at limit 1), r.recorded_at) as said_at
  from recovery r
), receipt as (
  select org_id, payment_id, said_at, occurred_on, reference, gen_random_uuid() as id
  from said group by org_id, payment_id, said_at, occurred_on, reference
)
update recovery r set receipt_id = t.id
from said s join receipt t on t.org_id = s.org_id and t.payment_id = s.payment_id and t.said_at = s.said_at
  and t.occurred_on = s.occurred_on and t.reference = s.reference
where r.org_id = s.org_id and r.id = s.id;

alter table recovery alter column receipt_id set not null;
create index recovery_by_receipt on recovery (org_id, receipt_id);

-- A merge is undone only while what went over is as the merge left it.
update customer_merge_row m set after = m.after || jsonb_build_object('receipt_id', r.receipt_id)
from recovery r
where m.table_name = 'recovery' and m.how = 'fact' and m.after is not null and r.org_id = m.org_id and r.id::text = m.row_id;

-- A reading of the past asks for the copy of a row, and for the row of a copy.
create index customer_merge_row_copied on customer_merge_row (org_id, table_name, row_id) where shadow_id is not null;
create index customer_merge_row_copy on customer_merge_row (org_id, shadow_id) where shadow_id is not null;
