import { sql } from 'kysely'
import { visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { notifyErrands } from '../notify/index.ts'

type Row = { id: string; name: string; responsible_id: string | null }

/**
 * A colleague works along on a customer (C047): they see all of it from now on and are told so. A member
 * cannot let others in: that is for whoever answers for the customer and those above.
 */
export async function saveMember(
  ctx: WriteCtx,
  customerId: string,
  { userId, note }: { userId: string; note: string },
): Promise<{ ok: true }> {
  const row = await lockOwn(ctx, customerId)
  const person = await ctx.db
    .selectFrom('app_user')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!person || userId === row.responsible_id) throw conflict('member_invalid')
  const { rows } = await sql<{ isNew: boolean }>`
    insert into customer_member (org_id, customer_id, user_id, note) values (${ctx.orgId}, ${row.id}, ${userId}, ${note})
    on conflict (org_id, customer_id, user_id) do update set note = excluded.note returning (xmax = 0) as "isNew"`.execute(
    ctx.db,
  )
  const isNew = rows[0]!.isNew
  await record(ctx, row, { kind: isNew ? 'member.added' : 'member.changed', userId, name: person.name, note })
  if (isNew && userId !== ctx.actor.userId) await tell(ctx, row, userId, note)
  return { ok: true }
}

export async function endMember(ctx: WriteCtx, customerId: string, userId: string): Promise<{ ok: true }> {
  const row = await lockOwn(ctx, customerId)
  const { rows } = await sql<{ name: string }>`
    delete from customer_member m using app_user u
    where m.org_id = ${ctx.orgId} and m.customer_id = ${row.id} and m.user_id = ${userId}
      and u.org_id = m.org_id and u.id = m.user_id returning u.name`.execute(ctx.db)
  const [gone] = rows
  if (!gone) throw notFound('member')
  await record(ctx, row, { kind: 'member.ended', userId, name: gone.name, note: '' })
  return { ok: true }
}

/** Locks a customer that the actor answers for, or somebody within their scope does. */
async function lockOwn(ctx: WriteCtx, id: string): Promise<Row> {
  const users = visibleUsers(ctx, 'customer.write')
  const row = await ctx.db
    .selectFrom('customer')
    .select(['id', 'name', 'responsible_id'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .$if(users !== null, (query) => query.where('responsible_id', '=', sql<string>`any(${users}::uuid[])`))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  return row
}

type Told = { kind: string; userId: string; name: string; note: string }

async function record(ctx: WriteCtx, row: Row, { kind, userId, name, note }: Told): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'customer', id: row.id },
    customerId: row.id,
    summary: { userId, name, note },
  })
  await touch(ctx, [{ kind: 'customer', id: row.id }])
}

async function tell(ctx: WriteCtx, row: Row, userId: string, note: string): Promise<void> {
  await notifyErrands(ctx, [
    {
      cause: `member:${row.id}:${userId}:${ctx.tick}`,
      errand: {
        ...{ kind: 'customer-shared', severity: 2, title: { zh: row.name, en: row.name } },
        ...{ customer: null, amountFen: null, by: ctx.actor.name, said: note, dueAt: null },
        url: `/customers/${row.id}`,
      },
      customerId: row.id,
      subjectId: row.id,
      people: [userId],
    },
  ])
}
