import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { LastFollowUp } from '../../../core/import/records.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordActivities } from '../customers/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'

/** Whom a last follow-up was with; `personId`: who did it, as far as the row says. */
export type Followed = { customerId?: string; dealId?: string; last: LastFollowUp; personId?: string | null }

/** A last follow-up that is still to come is a slip of the key: the row says so and nothing of it goes in. */
export function refuseAhead(
  { ctx, refuse }: Pick<ChunkCtx, 'ctx' | 'refuse'>,
  row: GoodRow,
  last: LastFollowUp | undefined,
): void {
  const day = last && dayOf(last.at)
  if (day && day > dayOf(ctx.now)) refuse(row, 'lastFollowUpAt', 'last_follow_up_ahead', day)
}

/**
 * Notes the last follow-ups of a list as what they were, unless one of that day is there already; importing
 * the list again with a later day adds that one. Answers which were new, in order.
 */
export async function saveLastFollowUps(ctx: WriteCtx, followed: readonly Followed[]): Promise<boolean[]> {
  const known = await followedDays(ctx, followed)
  const people = await responsibleOf(ctx, followed)
  const news = followed.map((one) => {
    const userId = one.personId ?? people.get(idOf(one)) ?? ctx.actor.userId
    if (!userId || known.has(keyOf(one))) return null
    // A list with a line for each contact says the same of one customer several times.
    known.add(keyOf(one))
    return { ...one, userId }
  })
  await recordActivities(
    ctx,
    news.flatMap((one) => {
      if (one === null) return []
      const { customerId, dealId, last, userId } = one
      const said = { kind: 'other' as const, summary: '名单中记的最近一次跟进' }
      return [{ customerId, dealId, userId, ...said, occurredAt: last.at, nextOn: last.nextOn ?? null }]
    }),
  )
  return news.map((one) => one !== null)
}

/** "id|day" of these subjects on which a follow-up is on record. */
export async function followedDays(ctx: ReadCtx, followed: readonly Followed[]): Promise<Set<string>> {
  if (followed.length === 0) return new Set()
  const { rows } = await sql<{ id: string; day: Day }>`
    select x.id, a.occurred_on as day from unnest(${followed.map(idOf)}::uuid[]) as x(id)
    join activity a on a.org_id = ${ctx.orgId} and a.voided_at is null and (a.customer_id = x.id or a.deal_id = x.id)`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id, day }) => `${id}|${day}`))
}

export function keyOf(one: Followed): string {
  return `${idOf(one)}|${dayOf(one.last.at)}`
}

function idOf({ customerId, dealId }: Followed): string {
  return (dealId ?? customerId)!
}

/** Who is responsible for these customers and deals; for a deal without anybody, who is for its customer. */
async function responsibleOf(ctx: ReadCtx, followed: readonly Followed[]): Promise<Map<string, string>> {
  const ids = followed.map(idOf)
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; person: string }>`
    select id, responsible_id as person from customer where org_id = ${ctx.orgId} and id = any(${ids}::uuid[]) and responsible_id is not null
    union all
    select d.id, coalesce(d.responsible_id, c.responsible_id) from deal d
    left join customer c on c.org_id = d.org_id and c.id = d.customer_id
    where d.org_id = ${ctx.orgId} and d.id = any(${ids}::uuid[]) and coalesce(d.responsible_id, c.responsible_id) is not null`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, person }) => [id, person]))
}
