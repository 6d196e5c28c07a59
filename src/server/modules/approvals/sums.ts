import { sql } from 'kysely'
import { type CaseState, type CaseStatus, stepsOf } from '../../../core/approval/case.ts'
import type { Flow } from '../../../core/approval/flow.ts'
import type { ApprovalWorld } from '../../../core/approval/people.ts'
import { letSoFar, SUMMED_MS } from '../../../core/approval/sums.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { findFlow } from './flow-rows.ts'

type About = { kind: string; customerId: string | null; subjectId: string }

/** What somebody let a customer have by own authority, without any case; the documents know it. */
export type OwnAmounts = Readonly<
  Record<
    string,
    (ctx: ReadCtx, about: { subjectId: string; customerId: string; userId: string }) => Promise<Fen>
  >
>

/**
 * The world as a case sees it whose flow adds up: an authority is used up by what the same person has let the
 * same customer have in thirty days, by cases and, where `own` knows it, alone. `deciding`: whose authority
 * may be asked for now, the actor's own and of those they sit for.
 */
export async function summing(
  ctx: ReadCtx,
  world: ApprovalWorld,
  about: About & { flow: Flow },
  { own = {}, deciding = [] }: { own?: OwnAmounts | undefined; deciding?: readonly string[] } = {},
): Promise<ApprovalWorld> {
  const { customerId, kind, subjectId } = about
  if (!about.flow.sums || customerId === null) return world
  const letFen = await casesLet(ctx, { kind, customerId, subjectId })
  const alone = own[kind]
  for (const userId of alone ? deciding : [])
    letFen.set(userId, (letFen.get(userId) ?? 0n) + (await alone!(ctx, { subjectId, customerId, userId })))
  return { ...world, letFen }
}

/** Whose authority a person's seats of a case may decide with. */
export function decidingWith(state: CaseState, userId: string | null): string[] {
  const own = stepsOf(state).flatMap(({ seats }) => seats.filter((seat) => seat.userId === userId))
  return [...new Set([userId, ...own.map(({ forUserId }) => forUserId)].filter((id) => id !== null))]
}

/** What the actor agreed to in cases, for who decides the next one alone; 0 where no sums count. */
export async function letInCases(ctx: ReadCtx, { kind, customerId, subjectId }: About): Promise<Fen> {
  if (ctx.actor.userId === null || customerId === null) return 0n
  const flow = await findFlow(ctx, kind)
  if (!flow?.spec.sums) return 0n
  return (await casesLet(ctx, { kind, customerId, subjectId })).get(ctx.actor.userId) ?? 0n
}

async function casesLet(ctx: ReadCtx, { kind, customerId, subjectId }: About): Promise<Map<string, Fen>> {
  const { rows } = await sql<{
    subject_id: string
    status: CaseStatus
    amount_fen: bigint | null
    state: CaseState
  }>`
    select c.subject_id, c.status, c.amount_fen, c.state from approval_case c
    where c.org_id = ${ctx.orgId} and c.kind = ${kind} and c.customer_id = ${customerId} and c.subject_id <> ${subjectId}
      and c.status in ('open', 'returned', 'approved')
      and (c.settled_at is null or c.settled_at > ${at(ctx.now - SUMMED_MS)})`.execute(ctx.db)
  return letSoFar(
    rows.map((row) => ({
      ...{ subjectId: row.subject_id, status: row.status },
      ...{ amountFen: row.amount_fen, state: row.state },
    })),
  )
}
