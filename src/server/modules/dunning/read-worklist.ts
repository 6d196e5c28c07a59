import type { z } from 'zod'
import type { listDunning as listRoute } from '../../../api/dunning.ts'
import { inhibitedBy } from '../../../core/dunning/inhibit.ts'
import { STAGE_CODES } from '../../../core/dunning/stage.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Debtor, loadDebtors } from './load-owed.ts'
import { type Weight, weigh } from './weigh.ts'

/** The list of a morning: who is due, what to do, sorted by what waiting would cost. */
export async function listDunning(ctx: ReadCtx, query: z.output<typeof listRoute.query>) {
  const { debtors, today } = await loadDebtors(ctx, { permission: 'receivable.read' })
  const mine = query.mine
    ? debtors.filter(({ responsible }) => responsible?.id === ctx.actor.userId)
    : debtors
  const due = mine.filter(({ step }) => step !== null)
  const counts = STAGE_CODES.map((stage) => ({
    stage,
    n: due.filter(({ step }) => step?.stage.code === stage).length,
  }))
  const shown = pick(mine, query)
  const weights = await weigh(ctx, shown, today)
  const rows = shown
    .map((debtor) => rowOf(debtor, weights.get(debtor.customer.id)!))
    .sort(
      (a, b) =>
        compare(b.waitingFen, a.waitingFen) ||
        compare(b.due?.fen ?? b.overdueFen, a.due?.fen ?? a.overdueFen) ||
        (a.customer.name < b.customer.name ? -1 : 1),
    )
  const sum = (of: (row: (typeof rows)[number]) => bigint) => rows.reduce((total, row) => total + of(row), 0n)
  const start = (query.page - 1) * query.size
  return {
    items: rows.slice(start, start + query.size),
    total: rows.length,
    page: query.page,
    size: query.size,
    sumFen: sum((row) => row.due?.fen ?? row.held?.fen ?? row.overdueFen),
    sumWaitingFen: sum((row) => row.waitingFen),
    counts: counts.filter(({ n }) => n > 0),
    held: mine.filter(({ heldStep }) => heldStep !== null).length,
  }
}

function pick(debtors: readonly Debtor[], query: z.output<typeof listRoute.query>): Debtor[] {
  if (query.view === 'paused') return debtors.filter(({ pausedUntil }) => pausedUntil !== null)
  if (query.view === 'held') {
    const held = debtors.filter(({ heldStep }) => heldStep !== null)
    return query.stage ? held.filter(({ heldStep }) => heldStep?.stage.code === query.stage) : held
  }
  const shown = debtors.filter(({ step }) => query.view === 'all' || step !== null)
  return query.stage ? shown.filter(({ step }) => step?.stage.code === query.stage) : shown
}

export function rowOf(debtor: Debtor, weight: Weight) {
  const late = debtor.items.filter(({ overdue_days }) => overdue_days > 0)
  const { step, heldStep } = debtor
  return {
    customer: debtor.customer,
    responsible: debtor.responsible,
    overdueFen: late.reduce((sum, { open_fen }) => sum + open_fen, 0n),
    oldestDays: Math.max(0, ...late.map(({ overdue_days }) => overdue_days)),
    disputedFen: debtor.items.reduce((sum, { disputed_fen }) => sum + disputed_fen, 0n),
    due: step && {
      stage: step.stage.code,
      to: step.stage.to,
      dueOn: step.dueOn,
      lateDays: step.lateDays,
      fen: step.fen,
      count: step.items.length,
    },
    held: heldStep && {
      stage: heldStep.stage.code,
      reason: inhibitedBy({ stage: heldStep.stage.code }, debtor.inhibitions)!,
      fen: heldStep.fen,
      count: heldStep.items.length,
    },
    pausedUntil: debtor.pausedUntil,
    last: debtor.last,
    promise: debtor.promise,
    ...weight,
  }
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1
}
