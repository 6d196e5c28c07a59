import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import type { PaymentRecord } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'

type Paid = { row: GoodRow; record: PaymentRecord }
type Known = { code: string | null; number: string; on: string; fen: bigint; moved: boolean }

/**
 * A bill that is there already under another payment, twice in the file, or of which something has become
 * since, comes back as a row to look at: it would stop everything that came with it.
 */
export async function checkBills(chunk: ChunkCtx, payments: readonly Paid[]): Promise<void> {
  const today = dayOf(chunk.ctx.now)
  const known = await knownBills(chunk.ctx, payments)
  const byCode = new Map(known.map((bill) => [bill.code, bill]))
  const taken = new Map(known.map((bill) => [bill.number, bill.code]))
  for (const { row, record } of payments) {
    const own = byCode.get(record.externalCode)
    const isSame = own && own.on === record.receivedOn && own.fen === record.amountFen
    if (own?.moved && !isSame) chunk.refuse(row, 'externalCode', 'bill_moved_on', record.externalCode)
    const { billNumber: number, billDueOn } = record
    if (billDueOn && record.receivedOn > today)
      chunk.refuse(row, 'receivedOn', 'bill_received_ahead', record.receivedOn)
    if (!billDueOn || !number || own) continue
    if (taken.has(number)) chunk.refuse(row, 'billNumber', 'bill_number_taken', number)
    taken.set(number, record.externalCode)
  }
}

async function knownBills(ctx: ReadCtx, payments: readonly Paid[]): Promise<Known[]> {
  const codes = payments.map(({ record }) => record.externalCode)
  const numbers = payments.flatMap(({ record }) => record.billNumber ?? [])
  if (codes.length === 0) return []
  const { rows } = await sql<Known>`
    select p.external_code as code, b.number, p.occurred_on as on, p.amount_fen as fen,
      b.passed_on is not null or b.ended_on is not null as moved
    from bill b join payment p on p.org_id = b.org_id and p.bill_id = b.id and p.bill_move = 'received' and p.voided_at is null
    where b.org_id = ${ctx.orgId} and b.voided_at is null
      and (p.external_code = any(${codes}) or b.number = any(${numbers}))`.execute(ctx.db)
  return rows
}
