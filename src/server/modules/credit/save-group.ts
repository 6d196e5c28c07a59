import { sql } from 'kysely'
import { checkGroup, freedBy, type Group } from '../../../core/credit/group.ts'
import { freedOf } from '../../../core/credit/regroup.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, refused, stale } from '../../platform/errors.ts'
import { recordEvents, touch } from '../../platform/events.ts'
import { requireAuthority, withHolds } from './cover-holds.ts'
import { heldOrders } from './holds.ts'
import { readPolicy } from './policy.ts'
import { getCustomerHead } from './scope.ts'
import { standingsOf } from './standing.ts'

type Form = Group & { name: string; version: number }
type Stored = Group & { id: string; version: number }

/**
 * Which companies owe together with a customer, and what all of them may (C021 C023). A membership has a
 * beginning and an end: how much stood together on a past day stays what it was. Orders that fitted before
 * and do not now are held, those that waited are asked again.
 */
export async function saveGroup(
  ctx: WriteCtx,
  customerId: string,
  form: Form,
): Promise<{ id: string | null }> {
  const memberIds = [...new Set(form.memberIds)]
  const checked = checkGroup({ ...form, memberIds }, customerId)
  if (!checked.ok) throw refused(checked, 400)
  for (const id of memberIds) await getCustomerHead(ctx, id, 'credit.policy')
  const before = await groupNow(ctx, customerId)
  if ((before?.version ?? 0) !== form.version) throw stale(before?.version ?? 0)
  const isTogether = memberIds.length > 1
  if (isTogether) await refuseTaken(ctx, { ...form, memberIds }, before?.id ?? null)
  await requireFreeing(ctx, before, { ...form, memberIds })
  if (!before && !isTogether) return { id: null }
  const touched = [...new Set([...memberIds, ...(before?.memberIds ?? [])])]
  await withHolds(ctx, touched, async () => {
    const id = isTogether ? await keepGroup(ctx, before, form) : before!.id
    await keepMembers(ctx, id, isTogether ? { memberIds, limitFen: form.limitFen } : null)
  })
  await tell(ctx, before, { ...form, memberIds: isTogether ? memberIds : [] })
  return { id: isTogether ? (await groupNow(ctx, customerId))!.id : null }
}

async function groupNow(ctx: ReadCtx, customerId: string): Promise<Stored | null> {
  const { rows } = await sql<Stored>`
    select g.id, g.version, g.limit_fen as "limitFen",
      array(select o.customer_id from credit_group_member o where o.org_id = g.org_id and o.group_id = g.id
        and o.ended_at is null) as "memberIds"
    from credit_group_member m join credit_group g on g.org_id = m.org_id and g.id = m.group_id
    where m.org_id = ${ctx.orgId} and m.customer_id = ${customerId} and m.ended_at is null`.execute(ctx.db)
  return rows[0] ?? null
}

/**
 * A company owes together with one group only, and a name says which one is meant: a new group takes the
 * name of one that ended up again, one that goes on has a name nobody else had.
 */
async function refuseTaken(ctx: ReadCtx, { name, memberIds }: Form, ownId: string | null): Promise<void> {
  const { rows } = await sql<{ company: string | null; sameName: boolean }>`
    select c.name as company, false as "sameName" from credit_group_member m
    join customer c on c.org_id = m.org_id and c.id = m.customer_id
    where m.org_id = ${ctx.orgId} and m.ended_at is null and m.customer_id = any(${[...memberIds]}::uuid[])
      and (${ownId}::uuid is null or m.group_id <> ${ownId}::uuid)
    union all
    select null, true from credit_group g where g.org_id = ${ctx.orgId} and g.name = ${name}
      and (${ownId}::uuid is null or g.id <> ${ownId}::uuid)
      and (${ownId}::uuid is not null or exists (select 1 from credit_group_member l where l.org_id = g.org_id and l.group_id = g.id and l.ended_at is null))
    limit 1`.execute(ctx.db)
  const found = rows[0]
  if (found?.sameName) throw conflict('credit_group_name', { name })
  if (found) throw conflict('credit_group_taken', { name: found.company })
}

/**
 * What a change lets go is for whoever may release as much and as late, and of no customer of their own
 * (C022): a limit that is set, raised or lifted as a whole, else what each of them may have that it had not.
 */
async function requireFreeing(ctx: WriteCtx, before: Group | null, after: Group): Promise<void> {
  const ids = [...new Set([...(before?.memberIds ?? []), ...after.memberIds])]
  const [{ policy }, standings, held] = await Promise.all([
    readPolicy(ctx),
    standingsOf(ctx, ids),
    heldOrders(ctx, ids),
  ])
  const companies = ids.map((id) => ({ id, standing: standings.get(id)!, held: held.get(id) ?? [] }))
  const freed = freedOf(companies, { before, after }, policy)
  const limitFen = freedBy(before, after)
  const all = companies.filter(({ id }) => limitFen > 0n || freed.has(id))
  const amountFen = [...freed.values()].reduce(
    (most, one) => (one.amountFen > most ? one.amountFen : most),
    limitFen,
  )
  await requireAuthority(
    ctx,
    new Map(
      all.map(({ id, standing }) => [
        id,
        { amountFen, days: freed.get(id)?.days ?? standing.own.overdueDays },
      ]),
    ),
    'credit_group_beyond_authority',
  )
}

/** A name that an ended group had is taken up again. */
async function keepGroup(ctx: WriteCtx, before: Stored | null, { name, limitFen }: Form): Promise<string> {
  const values = { name, limit_fen: limitFen }
  const there = before
    ? { id: before.id }
    : await ctx.db
        .selectFrom('credit_group')
        .select('id')
        .where('org_id', '=', ctx.orgId)
        .where('name', '=', name)
        .executeTakeFirst()
  if (!there) {
    const id = newId(ctx.now)
    await ctx.db
      .insertInto('credit_group')
      .values({ org_id: ctx.orgId, id, ...values })
      .execute()
    return id
  }
  await ctx.db
    .updateTable('credit_group')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', there.id)
    .execute()
  return there.id
}

/** Whoever stays within the same limit goes on; everything else ends now and begins anew. */
async function keepMembers(ctx: WriteCtx, groupId: string, after: Group | null): Promise<void> {
  const ids = after ? [...after.memberIds] : []
  const limitFen = after?.limitFen ?? null
  await sql`
    update credit_group_member set ended_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and group_id = ${groupId} and ended_at is null
      and not (customer_id = any(${ids}::uuid[]) and limit_fen is not distinct from ${limitFen}::bigint)`.execute(
    ctx.db,
  )
  await sql`
    insert into credit_group_member (org_id, id, customer_id, group_id, limit_fen, since)
    select ${ctx.orgId}::uuid, gen_random_uuid(), w.id, ${groupId}::uuid, ${limitFen}::bigint, ${at(ctx.tick)}
    from unnest(${ids}::uuid[]) as w (id)
    where not exists (select 1 from credit_group_member m where m.org_id = ${ctx.orgId} and m.customer_id = w.id
      and m.ended_at is null)`.execute(ctx.db)
}

async function tell(ctx: WriteCtx, before: Group | null, { name, memberIds }: Form): Promise<void> {
  const were = before?.memberIds ?? []
  const event = (kind: string) => (id: string) => ({
    ...{ kind, customerId: id, summary: { name } },
    subject: { kind: 'customer', id } as const,
  })
  const left = were.filter((id) => !memberIds.includes(id))
  await recordEvents(ctx, [...memberIds.map(event('credit.linked')), ...left.map(event('credit.unlinked'))])
  await touch(
    ctx,
    [...memberIds, ...left].map((id) => ({ kind: 'customer', id })),
  )
}
