import { sql } from 'kysely'
import { HANDOVER_KINDS, type HandoverKind } from '../../../core/handover/receiver.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { passCases, passDelegations, passFlows } from '../approvals/index.ts'
import { passComplaints } from '../complaints/index.ts'
import { passContracts } from '../contracts/index.ts'
import { passCustomers, passMemberships } from '../customers/index.ts'
import { passDeals } from '../deals/index.ts'
import { passAbsences, passBackups, passDepartments } from '../identity/index.ts'
import { passOrders } from '../orders/index.ts'
import { passQuotes } from '../quotes/index.ts'
import { passDisputes, passInstalments } from '../receivables/index.ts'
import { passAlerts, passTasks } from '../watch/index.ts'

type Pass = (
  ctx: WriteCtx,
  ids: readonly string[],
  passing: { from: string; to: string; because?: 'left' | 'passed' },
) => Promise<number>

/** Each kind passes through the write function of its module: with history, and one event a batch. */
export const PASSES: Record<HandoverKind, Pass> = {
  customer: passCustomers,
  receivable: passInstalments,
  deal: passDeals,
  quote: passQuotes,
  contract: passContracts,
  order: passOrders,
  complaint: passComplaints,
  dispute: passDisputes,
  alert: passAlerts,
  task: passTasks,
  approval: passCases,
  member: passMemberships,
  backup: passBackups,
  absence: passAbsences,
  delegation: passDelegations,
  flow: passFlows,
  department: passDepartments,
}

type OpenItem = { id: string; kind: string; subject_id: string; receiver_id: string }

/** Passes open items to their receivers and ticks them off; all of them or, on a refusal, none. */
export async function passItems(
  ctx: WriteCtx,
  leaverId: string,
  { items, atClosing }: { items: readonly OpenItem[]; atClosing: boolean },
): Promise<number> {
  if (items.length === 0) return 0
  const receivers = [...new Set(items.map((item) => item.receiver_id))]
  await requireActive(ctx, receivers)
  for (const to of receivers) {
    for (const kind of HANDOVER_KINDS) {
      const ids = items.filter((item) => item.receiver_id === to && item.kind === kind)
      if (ids.length === 0) continue
      const subjects = ids.map((item) => item.subject_id)
      const moved = await PASSES[kind](ctx, subjects, { from: leaverId, to })
      if (moved < subjects.length) throw new Error(`${kind}: ${moved} of ${subjects.length} have passed`)
    }
  }
  await sql`
    update handover_item set done_at = ${at(ctx.tick)}, done_by = ${ctx.actor.userId}, at_closing = ${atClosing}
    where org_id = ${ctx.orgId} and id = any(${items.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  return items.length
}

async function requireActive(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  const active = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...ids])
    .where('status', '=', 'active')
    .execute()
  if (active.length < ids.length) throw conflict('receiver_invalid')
}
