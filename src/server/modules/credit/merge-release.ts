import { sql } from 'kysely'
import type { Group } from '../../../core/credit/group.ts'
import { type Company, type Freed, freedOf } from '../../../core/credit/regroup.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { requireAuthority } from './cover-holds.ts'
import { heldOrders } from './holds.ts'
import { readPolicy } from './policy.ts'
import { standingsOf } from './standing.ts'

type Stored = Group & { id: string }

/**
 * A merge puts the one record into the group of the other, whose limit takes the place of one by grade, and
 * may take it out of its own: what that lets go is for whoever may release as much (C022 C209). Asked before
 * anything is written.
 */
export async function requireMergeRelease(ctx: WriteCtx, keptId: string, goneId: string): Promise<void> {
  const [ofKept, ofGone] = [await groupNow(ctx, keptId), await groupNow(ctx, goneId)]
  const wide = ofKept ?? ofGone
  if (wide === null || ofKept?.id === ofGone?.id) return
  // The kept one keeps its group; without one it takes the place of the other.
  const joining = ofKept ? { id: goneId, from: ofGone } : { id: keptId, from: null }
  const after = { ...wide, memberIds: [...wide.memberIds, joining.id] }
  const left = joining.from && {
    ...joining.from,
    memberIds: joining.from.memberIds.filter((id) => id !== goneId),
  }
  const ids = [...new Set([...after.memberIds, ...(joining.from?.memberIds ?? [])])]
  const companies = await companiesOf(ctx, ids)
  const { policy } = await readPolicy(ctx)
  const freed = new Map<string, Freed>()
  const add = (before: Group | null, then: Group, of: readonly string[]) => {
    for (const [id, extent] of freedOf(companies, { before, after: then }, policy))
      if (of.includes(id)) freed.set(id, extent)
  }
  add(wide, after, wide.memberIds)
  add(joining.from, after, [joining.id])
  if (left) add(joining.from, left, left.memberIds)
  await requireAuthority(ctx, freed, 'credit_merge_beyond_authority')
}

async function companiesOf(ctx: ReadCtx, ids: readonly string[]): Promise<Company[]> {
  const [standings, held] = await Promise.all([standingsOf(ctx, ids), heldOrders(ctx, ids)])
  return ids.map((id) => ({ id, standing: standings.get(id)!, held: held.get(id) ?? [] }))
}

async function groupNow(ctx: ReadCtx, customerId: string): Promise<Stored | null> {
  const { rows } = await sql<Stored>`
    select g.id, g.limit_fen as "limitFen",
      array(select o.customer_id from credit_group_member o where o.org_id = g.org_id and o.group_id = g.id
        and o.ended_at is null) as "memberIds"
    from credit_group_member m join credit_group g on g.org_id = m.org_id and g.id = m.group_id
    where m.org_id = ${ctx.orgId} and m.customer_id = ${customerId} and m.ended_at is null`.execute(ctx.db)
  return rows[0] ?? null
}
