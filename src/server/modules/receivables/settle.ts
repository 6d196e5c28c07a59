import { type Insertable, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import {
  type Allocation,
  type AllocationPlan,
  allocateOldest,
  less,
  type OpenInstalment,
} from '../../../core/receivable/allocate.ts'
import { type Change, mostStanding } from '../../../core/receivable/room.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import {
  type AllocationRow,
  bookDifferences,
  differencesOf,
  freedPurse,
  originalColumns,
  ratesOfMoves,
} from './exchange-differences.ts'

/**
 * The only writer of allocations, and with `insertStaged` of instalment.open_fen: the stored open amount
 * always equals amount minus the allocations that are not voided, and the check constraint refuses to go
 * below zero. An instalment that came in with its money already off is not `written` for this.
 */
export async function settle(
  ctx: WriteCtx,
  allocations: readonly Insertable<DB['allocation']>[],
  written: (instalmentId: string) => boolean = () => true,
): Promise<void> {
  if (allocations.length === 0) return
  const stored = allocations.filter((row) => written(row.instalment_id))
  await Promise.all([insertRows(ctx.db, 'allocation', allocations), takeOff(ctx, stored)])
}

/** What new allocations leave open; the caller holds the rows locked. */
async function takeOff(ctx: WriteCtx, allocations: readonly Insertable<DB['allocation']>[]): Promise<void> {
  if (allocations.length === 0) return
  const ids = allocations.map((row) => row.instalment_id)
  const fen = allocations.map((row) => row.amount_fen.toString())
  const minor = allocations.map((row) => (row.original_minor ?? 0n).toString())
  await sql`
    update instalment i set open_fen = i.open_fen - n.fen, open_minor = i.open_minor - n.minor
    from (select id, sum(fen)::bigint as fen, sum(minor)::bigint as minor
      from unnest(${ids}::uuid[], ${fen}::bigint[], ${minor}::bigint[]) as a (id, fen, minor) group by id) n
    where i.org_id = ${ctx.orgId} and i.id = n.id`.execute(ctx.db)
}

/** Voids all allocations of a payment and gives the instalments their open amount back; says which. */
export async function unsettlePayment(ctx: WriteCtx, paymentId: string): Promise<string[]> {
  const rows = await ctx.db
    .updateTable('allocation')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('payment_id', '=', paymentId)
    .where('voided_at', 'is', null)
    .returning('instalment_id')
    .execute()
  const ids = rows.map((row) => row.instalment_id)
  await recomputeOpen(ctx, ids)
  return ids
}

type Successor = {
  id: string
  issuedOn: Day
  dueOn: Day
  amountFen: bigint
  foreign: OpenInstalment['foreign']
}

/** An instalment of the correction, with what stands against it on which days. */
type Target = OpenInstalment & Successor & { changes: Change<Day>[] }

/**
 * Moves the money set against voided instalments onto their successors, oldest due date first; what does
 * not fit becomes unallocated again. Used when an invoice is corrected after it was paid.
 */
export async function moveAllocations(
  ctx: WriteCtx,
  fromInvoiceId: string,
  successors: readonly Successor[],
): Promise<void> {
  const rows = await freeAllocations(ctx, fromInvoiceId)
  const rates = await ratesOfMoves(ctx, rows, successors)
  const refused = new Set(rows.flatMap((row) => (row.amount_fen < 0n && row.bill_id ? [row.bill_id] : [])))
  const isRefused = (row: Freed) => row.bill_id !== null && refused.has(row.bill_id)
  const targets = successors.map((part, index) => ({
    ...{ ...part, customerId: '', seq: index, openFen: part.amountFen, changes: [] },
  }))
  for (const row of rows.filter((one) => !isRefused(one))) {
    const plan = allocateOldest(freedPurse(row), targets, rates(row.paid_on))
    for (const part of plan.allocations) {
      const target = targetOf(targets, part)
      Object.assign(target, less(target, part.settled))
    }
    const moved = movedRows(ctx, plan.allocations, { row, targets })
    await settle(ctx, moved)
    await bookDifferences(ctx, differencesOf(plan.allocations, moved))
    await giveBack(ctx, row.payment_id, plan)
  }
  for (const pair of pairsOf(rows.filter(isRefused))) await settle(ctx, movedPair(ctx, pair, targets))
}

/** What a correction frees of a payment and does not fit is an advance again, in the money it came in. */
async function giveBack(ctx: WriteCtx, paymentId: string, plan: AllocationPlan): Promise<void> {
  await sql`
    update payment set unallocated_fen = unallocated_fen + ${plan.unallocatedFen},
      unallocated_minor = unallocated_minor + ${plan.unallocatedMinor}
    where org_id = ${ctx.orgId} and id = ${paymentId}`.execute(ctx.db)
}

type Pair = { came: Freed; went: Freed }

/** What refused bills had settled, each part with the row that opened it again; the earliest first. */
function pairsOf(rows: readonly Freed[]): Pair[] {
  const left = rows.filter((row) => row.amount_fen < 0n)
  return rows.flatMap((came) => {
    const index = left.findIndex(
      (row) =>
        row.bill_id === came.bill_id &&
        row.instalment_id === came.instalment_id &&
        row.amount_fen === -came.amount_fen,
    )
    return index < 0 ? [] : [{ came, went: left.splice(index, 1)[0]! }]
  })
}

/**
 * A refused bill had settled it until that day and opens as much again: to the balance of today that is
 * nothing, but the days between and what was earned by it and taken back stay what they were. It takes the
 * room that was there until it was refused: on no day is more set against the correction than its amount.
 */
function movedPair(
  ctx: WriteCtx,
  { came, went }: Pair,
  targets: readonly Target[],
): Insertable<DB['allocation']>[] {
  const room = targets.map((target) => ({
    ...target,
    openFen:
      target.amountFen -
      mostStanding(
        target.changes,
        later(came.occurred_on, target.issuedOn),
        later(went.occurred_on, target.issuedOn),
      ),
  }))
  const { allocations } = allocateOldest(came.amount_fen, room)
  const back = allocations.map((part) => ({ ...part, amountFen: -part.amountFen }))
  return [
    ...movedRows(ctx, allocations, { row: came, targets }),
    ...movedRows(ctx, back, { row: went, targets }),
  ]
}

function targetOf(targets: readonly Target[], { instalmentId }: Allocation): Target {
  return targets.find(({ id }) => id === instalmentId)!
}

/** The rows of these parts, noted with their targets for whatever moves after them. */
function movedRows(
  ctx: WriteCtx,
  parts: readonly Allocation[],
  { row, targets }: { row: Freed; targets: readonly Target[] },
): AllocationRow[] {
  return parts.map((part) => {
    const target = targetOf(targets, part)
    const on = later(row.occurred_on, target.issuedOn)
    target.changes.push({ at: on, fen: part.amountFen })
    return {
      org_id: ctx.orgId,
      id: newId(ctx.now),
      payment_id: row.payment_id,
      instalment_id: part.instalmentId,
      customer_id: row.customer_id,
      amount_fen: part.amountFen,
      ...originalColumns(part.settled, {
        isOwedForeign: Boolean(target.foreign),
        isPaidForeign: row.paid_minor !== null,
      }),
      occurred_on: on,
      known_at: ctx.tick,
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    }
  })
}

type Freed = {
  instalment_id: string
  payment_id: string
  customer_id: string
  amount_fen: bigint
  occurred_on: Day
  bill_id: string | null
  paid_minor: bigint | null
  currency: string
  paid_on: Day
  paid_fen: bigint
  difference: bigint
}

async function freeAllocations(ctx: WriteCtx, invoiceId: string): Promise<Freed[]> {
  const { rows } = await sql<Freed>`
    update allocation a set voided_at = ${at(ctx.tick)} from instalment i, payment p
    where a.org_id = ${ctx.orgId} and i.org_id = a.org_id and i.id = a.instalment_id and i.invoice_id = ${invoiceId} and a.voided_at is null
      and p.org_id = a.org_id and p.id = a.payment_id
    returning a.instalment_id, a.payment_id, a.customer_id, a.amount_fen, a.occurred_on, p.bill_id, a.paid_minor, p.currency,
      p.occurred_on as paid_on, p.amount_fen as paid_fen, coalesce((select d.amount_fen from payment d
        where d.org_id = a.org_id and d.difference_of = a.id and d.voided_at is null), 0)::bigint as difference`.execute(
    ctx.db,
  )
  return rows.sort(byOrder)
}

/** By their days, of one day what settled most; ids are chance and decide only between equals. */
function byOrder(one: Freed, other: Freed): number {
  if (one.occurred_on !== other.occurred_on) return one.occurred_on < other.occurred_on ? -1 : 1
  if (one.amount_fen !== other.amount_fen) return one.amount_fen > other.amount_fen ? -1 : 1
  if (one.paid_fen !== other.paid_fen) return one.paid_fen > other.paid_fen ? -1 : 1
  return one.payment_id < other.payment_id ? -1 : 1
}

/** Money that came before the invoice was issued is an advance until that day. */
export function later(one: Day, other: Day): Day {
  return one > other ? one : other
}

export async function recomputeOpen(ctx: WriteCtx, instalmentIds: readonly string[]): Promise<void> {
  const ids = [...new Set(instalmentIds)]
  if (ids.length === 0) return
  const off = (column: 'amount_fen' | 'original_minor') => sql`coalesce((select sum(${sql.ref(`a.${column}`)})
    from allocation a where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null), 0)::bigint`
  await sql`
    update instalment i set open_fen = case when i.voided_at is null then i.amount_fen - ${off('amount_fen')} else 0 end,
      open_minor = case when i.voided_at is null then i.original_minor - ${off('original_minor')} else i.open_minor end
    where i.org_id = ${ctx.orgId} and i.id = any(${ids}::uuid[])`.execute(ctx.db)
}
