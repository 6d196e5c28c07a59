import { sql } from 'kysely'
import { MERGE_MOVES } from '../../../core/customer/merge-tables.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { isRowOf, type Merging } from './merge-facts.ts'
import { versioned } from './merge-links.ts'

/** Current records name the kept customer from now on; what hangs on them comes along by itself. */
export async function moveRows(ctx: WriteCtx, merging: Merging): Promise<void> {
  const tracked = await versioned(ctx)
  for (const { table, column, kind } of MERGE_MOVES) {
    const names = sql`r.org_id = ${ctx.orgId} and r.${sql.ref(column)} = ${merging.goneId}
      ${kind ? sql`and r.${sql.ref(kind)} = 'customer'` : sql``}`
    await sql`
      insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
      select r.org_id, ${merging.id}, ${`${table}.${column}`}, r.id::text, 'moved', '{}'
      from ${sql.table(table)} r where ${names}`.execute(ctx.db)
    await sql`
      update ${sql.table(table)} r set ${sql.ref(column)} = ${merging.keptId} ${bumped(tracked, table)}
      where ${names}`.execute(ctx.db)
  }
}

/** Whatever still names the kept customer goes back; what was given to a third one since stays there. */
export async function returnRows(ctx: WriteCtx, merging: Merging): Promise<void> {
  const tracked = await versioned(ctx)
  for (const { table, column } of MERGE_MOVES) {
    await sql`
      update ${sql.table(table)} r set ${sql.ref(column)} = ${merging.goneId} ${bumped(tracked, table)}
      from customer_merge_row m where ${isRowOf(ctx, merging, `${table}.${column}`, 'moved')}
        and r.id = m.row_id::uuid and r.${sql.ref(column)} = ${merging.keptId}`.execute(ctx.db)
  }
}

function bumped(tracked: ReadonlySet<string>, table: string) {
  return tracked.has(table) ? sql`, version = r.version + 1` : sql``
}

/** Records merged into the one that goes now lead to the one that is kept. */
export async function moveAliases(ctx: WriteCtx, { id, keptId, goneId }: Merging): Promise<void> {
  await sql`
    with moved as (
      update customer set merged_into = ${keptId}, version = version + 1
      where org_id = ${ctx.orgId} and merged_into = ${goneId} returning org_id, id
    )
    insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
    select org_id, ${id}, 'customer', id::text, 'own', '{}' from moved`.execute(ctx.db)
}

export async function returnAliases(ctx: WriteCtx, merging: Merging): Promise<void> {
  await sql`
    update customer r set merged_into = ${merging.goneId}, version = r.version + 1 from customer_merge_row m
    where ${isRowOf(ctx, merging, 'customer', 'own')} and r.id = m.row_id::uuid and r.merged_into = ${merging.keptId}`.execute(
    ctx.db,
  )
}

/** Periods, members and the group of linked companies: each in its own way. */
export async function moveStanding(ctx: WriteCtx, { id, keptId, goneId }: Merging): Promise<void> {
  await sql`
    insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
    select org_id, ${id}, 'customer_period', customer_id::text, 'own', to_jsonb(p) from customer_period p
    where org_id = ${ctx.orgId} and customer_id = ${goneId} and valid_to is null`.execute(ctx.db)
  await sql`
    update customer_period set valid_to = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and customer_id = ${goneId} and valid_to is null`.execute(ctx.db)
  await sql`
    with added as (
      insert into customer_member (org_id, customer_id, user_id, note)
      select org_id, ${keptId}, user_id, note from customer_member where org_id = ${ctx.orgId} and customer_id = ${goneId}
      on conflict do nothing returning *
    )
    insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
    select org_id, ${id}, 'customer_member', user_id::text, 'own', to_jsonb(added) from added`.execute(ctx.db)
  // Who stood together until now did: the kept one takes the place from this tick on, where it has none.
  await sql`
    with ended as (
      update credit_group_member set ended_at = ${at(ctx.tick)}
      where org_id = ${ctx.orgId} and customer_id = ${goneId} and ended_at is null returning *
    ), begun as (
      insert into credit_group_member (org_id, id, customer_id, group_id, limit_fen, since)
      select e.org_id, gen_random_uuid(), ${keptId}, e.group_id, e.limit_fen, ${at(ctx.tick)} from ended e
      where not exists (select 1 from credit_group_member k
        where k.org_id = e.org_id and k.customer_id = ${keptId} and k.ended_at is null)
      returning *
    )
    insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
    select org_id, ${id}, 'credit_group_member', id::text, 'own', to_jsonb(u)
    from (select * from ended union all select * from begun) u`.execute(ctx.db)
}

export async function returnStanding(ctx: WriteCtx, { id, keptId, goneId }: Merging): Promise<void> {
  const own = (table: string) => sql`m.org_id = ${ctx.orgId} and m.merge_id = ${id} and m.how = 'own'
    and m.table_name = ${table}`
  await sql`
    update customer_period p set valid_to = null from customer_merge_row m
    where ${own('customer_period')} and p.org_id = m.org_id and p.customer_id = ${goneId}
      and p.valid_from = (m.before ->> 'valid_from')::timestamptz(3)`.execute(ctx.db)
  await sql`
    delete from customer_member p using customer_merge_row m
    where ${own('customer_member')} and p.org_id = m.org_id and p.customer_id = ${keptId} and p.user_id = m.row_id::uuid`.execute(
    ctx.db,
  )
  await returnGroup(ctx, { id, keptId, goneId })
}

/**
 * The place in a group that the kept one took goes back, from this tick on, while it still stands: what the
 * days between knew stays known, and what was decided of the group since holds. Where the kept one had a
 * group of its own the other goes back into its former one, if anybody is left in it.
 */
async function returnGroup(ctx: WriteCtx, { id, keptId, goneId }: Merging): Promise<void> {
  await sql`
    with own as (
      select g.* from customer_merge_row m
      join credit_group_member g on g.org_id = m.org_id and g.id = m.row_id::uuid
      where m.org_id = ${ctx.orgId} and m.merge_id = ${id} and m.how = 'own' and m.table_name = 'credit_group_member'
    ), ended as (
      update credit_group_member g set ended_at = ${at(ctx.tick)} from own
      where own.org_id = g.org_id and own.id = g.id and own.customer_id = ${keptId} and g.ended_at is null
      returning g.group_id
    ), places as (
      select group_id from ended
      union
      select o.group_id from own o where o.customer_id = ${goneId}
        and not exists (select 1 from own k where k.customer_id = ${keptId})
        and exists (select 1 from credit_group_member l
          where l.org_id = o.org_id and l.group_id = o.group_id and l.ended_at is null)
    )
    insert into credit_group_member (org_id, id, customer_id, group_id, limit_fen, since)
    select q.org_id, gen_random_uuid(), ${goneId}, q.id, q.limit_fen, ${at(ctx.tick)}
    from places p join credit_group q on q.org_id = ${ctx.orgId} and q.id = p.group_id`.execute(ctx.db)
}
