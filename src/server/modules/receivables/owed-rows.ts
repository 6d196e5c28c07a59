import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import { type Allocation, less } from '../../../core/receivable/allocate.ts'
import type { SettledPart } from '../../../core/receivable/settle-part.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { rateIn } from '../rates/index.ts'
import type { OpenForeign } from './payment-bookings.ts'
import { type Dated, datePart, loadRooms, type Room } from './rooms.ts'
import { later } from './settle.ts'

/** What these payers owe, each instalment by its id; locked by whoever is about to settle some of it. */
export async function findOpen(
  ctx: ReadCtx,
  inputs: readonly { customerId: string }[],
  isLocked = false,
): Promise<Map<string, Owed>> {
  const customers = [...new Set(inputs.map((input) => input.customerId))]
  const rooms = isLocked ? await loadRooms(ctx, customers) : new Map<string, Room>()
  const rows = await ctx.db
    .selectFrom('instalment as i')
    .innerJoin('invoice as v', (join) =>
      join.onRef('v.org_id', '=', 'i.org_id').onRef('v.id', '=', 'i.invoice_id'),
    )
    .select([
      'i.id',
      'i.customer_id as customerId',
      'i.due_on as dueOn',
      'i.seq',
      'i.amount_fen as amountFen',
      'i.open_fen as openFen',
      'v.number as invoiceNumber',
      'i.occurred_on as issuedOn',
      'i.known_at as knownAt',
      'i.currency',
      'i.open_minor as openMinor',
      'v.rate_micro',
      'v.rate_per',
      'v.rate_day',
    ])
    .where('i.org_id', '=', ctx.orgId)
    .where('i.customer_id', '=', sql<string>`any(${customers}::uuid[])`)
    .where('i.open_fen', '>', 0n)
    .where('i.voided_at', 'is', null)
    .orderBy('i.id')
    .$if(isLocked, (query) => query.forUpdate('i'))
    .execute()
  return new Map(
    rows.map(({ currency, openMinor: minor, rate_micro, rate_per, rate_day, ...row }) => {
      const owed = { ...row, room: rooms.get(row.id) }
      if (minor === null) return [row.id, owed]
      return [
        row.id,
        { ...owed, foreign: { currency, minor }, bookedAt: rateIn({ rate_micro, rate_per, rate_day }) },
      ]
    }),
  )
}

/** A part of a payment with the days and moments from which it stands. */
export type DatedPart = Dated & { settled: SettledPart; isOwedForeign: boolean }
export type Owed = OpenForeign & {
  amountFen: bigint
  invoiceNumber: string
  issuedOn: Day
  knownAt: Instant
  /** what stood against it on past days, where that was ever more than later */
  room?: Room | undefined
}

/**
 * Takes a part off what is open, and says from when on it stands there. What has another amount in its own
 * money is not divided: the whole of it waits for room.
 */
export function takePart(
  part: Allocation,
  { input, known, open }: { input: { receivedOn: Day }; known: Instant; open: Map<string, Owed> },
): DatedPart[] {
  const instalment = open.get(part.instalmentId)!
  const { amountFen: owedFen, room, foreign } = instalment
  open.set(part.instalmentId, less(instalment, part.settled))
  const { instalmentId, amountFen, settled } = part
  const on = later(input.receivedOn, instalment.issuedOn)
  const dated = datePart(
    { instalmentId, amountFen, on, known: Math.max(known, instalment.knownAt) },
    { owedFen, room },
  )
  const isOwedForeign = Boolean(foreign)
  if (dated.length === 1) return [{ ...dated[0]!, settled, isOwedForeign }]
  const isPaidAlike = settled.paidFen === settled.offFen && settled.paidMinor === settled.offFen
  if (!isOwedForeign && isPaidAlike)
    return dated.map((one) => ({ ...one, settled: alike(one.amountFen), isOwedForeign }))
  const from = dated.reduce((one, other) => ({
    ...{ instalmentId, amountFen, on: later(one.on, other.on), known: Math.max(one.known, other.known) },
  }))
  return [{ ...from, settled, isOwedForeign }]
}

function alike(fen: bigint): SettledPart {
  return { paidMinor: fen, paidFen: fen, offMinor: fen, offFen: fen }
}
