import { sql } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent, touch } from '../../platform/events.ts'

/** Customers that the actor may write, each with colleagues who work along on it. */
export type Joining = { customerId: string; userIds: readonly string[] }

/**
 * Colleagues of a list join its customers (C047); who is there already, with what they do, stays, and so does
 * who is not on the list. Whoever answers for a customer is none. Nobody is told: a list of three hundred
 * customers would be as many messages. Returns for each customer whether anybody has joined.
 */
export async function addMembers(ctx: WriteCtx, joining: readonly Joining[]): Promise<boolean[]> {
  const pairs = joining.flatMap(({ customerId, userIds }) =>
    userIds.map((userId) => ({ customerId, userId })),
  )
  if (pairs.length === 0) return joining.map(() => false)
  const { rows } = await sql<{ customerId: string; userId: string; name: string }>`
    with joined as (
      insert into customer_member (org_id, customer_id, user_id)
      select distinct c.org_id, c.id, u.id
      from unnest(${pairs.map((pair) => pair.customerId)}::uuid[], ${pairs.map((pair) => pair.userId)}::uuid[]) as t (customer_id, user_id)
      join customer c on c.org_id = ${ctx.orgId} and c.id = t.customer_id and c.responsible_id is distinct from t.user_id
      join app_user u on u.org_id = ${ctx.orgId} and u.id = t.user_id
      on conflict (org_id, customer_id, user_id) do nothing returning customer_id, user_id
    )
    select j.customer_id as "customerId", j.user_id as "userId", u.name from joined j
    join app_user u on u.org_id = ${ctx.orgId} and u.id = j.user_id`.execute(ctx.db)
  for (const { customerId, ...who } of rows) {
    await recordEvent(ctx, {
      kind: 'member.added',
      subject: { kind: 'customer', id: customerId },
      customerId,
      summary: { ...who, note: '' },
    })
  }
  const moved = new Set(rows.map(({ customerId }) => customerId))
  await touch(
    ctx,
    [...moved].map((id) => ({ kind: 'customer', id })),
  )
  return joining.map(({ customerId }) => moved.has(customerId))
}

/** Takes back who joined at these ticks, unless somebody has said more of it since. */
export async function takeBackMembers(ctx: WriteCtx, ticks: readonly number[]): Promise<void> {
  const { rows } = await sql<{ customerId: string; userId: string; name: string }>`
    with joined as (
      select e.subject_id as customer_id, (e.summary ->> 'userId')::uuid as user_id, e.summary ->> 'name' as name, e.recorded_at
      from event e where e.org_id = ${ctx.orgId} and e.kind = 'member.added' and e.subject_kind = 'customer'
        and e.recorded_at = any(${stamps(ticks)})
    )
    delete from customer_member m using joined j
    where m.org_id = ${ctx.orgId} and m.customer_id = j.customer_id and m.user_id = j.user_id
      and not exists (select 1 from event l where l.org_id = m.org_id and l.subject_kind = 'customer'
        and l.subject_id = m.customer_id and l.kind in ('member.added', 'member.changed')
        and l.summary ->> 'userId' = m.user_id::text and l.recorded_at > j.recorded_at)
    returning m.customer_id as "customerId", m.user_id as "userId", j.name`.execute(ctx.db)
  for (const { customerId, ...who } of rows) {
    await recordEvent(ctx, {
      kind: 'member.ended',
      subject: { kind: 'customer', id: customerId },
      customerId,
      summary: { ...who, note: '' },
    })
  }
  await touch(
    ctx,
    rows.map(({ customerId: id }) => ({ kind: 'customer', id })),
  )
}

/** "customer|user" of everybody who works along on these customers. */
export async function membersOf(ctx: ReadCtx, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set()
  const rows = await ctx.db
    .selectFrom('customer_member')
    .select(['customer_id', 'user_id'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
    .execute()
  return new Set(rows.map((row) => `${row.customer_id}|${row.user_id}`))
}

function stamps(ticks: readonly number[]) {
  return sql`(select coalesce(array_agg(to_timestamp(t / 1000)::timestamptz(3)), '{}')
    from unnest(${ticks as number[]}::double precision[]) as t)::timestamptz[]`
}
