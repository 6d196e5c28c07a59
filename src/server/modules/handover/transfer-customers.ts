import { sql } from 'kysely'
import { TRANSFER_KINDS, type TransferKind } from '../../../core/handover/receiver.ts'
import { sumFen } from '../../../core/money.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { assignCustomers, scopedCustomerIds } from '../customers/index.ts'
import { selectHeld } from './gather.ts'
import { PASSES } from './pass-items.ts'

type Carried = { from: string; kind: TransferKind; subjectId: string; title: string; fen: bigint | null }

const TITLES_SHOWN = 5
/** What carries no amount of its own: a sum of nothing would be said as ¥0. */
const UNPAID: readonly TransferKind[] = ['complaint', 'task']

/**
 * Customers change hands together with what is open about them and belongs to the giver (C189 C191): the heir
 * of a customer whose deals, quotes and orders stayed behind would answer for an empty shell. What a
 * colleague answers for at the same customer stays theirs. All of it or, on a refusal, none.
 */
export async function transferCustomers(
  ctx: WriteCtx,
  input: { ids: readonly string[]; responsibleId: string; along?: readonly TransferKind[] | undefined },
): Promise<{ count: number; along: { kind: TransferKind; count: number }[] }> {
  const { ids, responsibleId: to, along = TRANSFER_KINDS } = input
  const carried = (await selectCarried(ctx, ids)).filter(
    ({ kind, from }) => along.includes(kind) && from !== to,
  )
  const { count } = await assignCustomers(ctx, ids, to)
  const passed: { kind: TransferKind; count: number }[] = []
  for (const kind of TRANSFER_KINDS) {
    const own = carried.filter((item) => item.kind === kind)
    for (const from of new Set(own.map((item) => item.from))) {
      const subjects = own.filter((item) => item.from === from).map(({ subjectId }) => subjectId)
      const moved = await PASSES[kind](ctx, subjects, { from, to, because: 'passed' })
      if (moved < subjects.length) throw new Error(`${kind}: ${moved} of ${subjects.length} have passed`)
    }
    if (own.length > 0) passed.push({ kind, count: own.length })
  }
  return { count, along: passed }
}

/** What would go along, by kind, before anything is written. */
export async function previewTransfer(ctx: ReadCtx, ids: readonly string[]) {
  const seen = await scopedCustomerIds(ctx, 'customer.assign')
    .where('scoped.id', 'in', [...ids])
    .execute()
  if (seen.length !== new Set(ids).size) throw notFound('customer')
  const carried = await selectCarried(ctx, ids)
  const kinds = TRANSFER_KINDS.flatMap((kind) => {
    const own = carried.filter((item) => item.kind === kind)
    if (own.length === 0) return []
    const fen = UNPAID.includes(kind) ? null : sumFen(own.map((item) => item.fen ?? 0n))
    return [{ kind, count: own.length, fen, titles: own.slice(0, TITLES_SHOWN).map(({ title }) => title) }]
  })
  return { customers: seen.length, kinds }
}

/** Open things of these customers that are in the hands of whoever answers for the customer. */
async function selectCarried(ctx: ReadCtx, ids: readonly string[]): Promise<Carried[]> {
  const { rows } = await sql<{ id: string; responsible_id: string }>`
    select id, responsible_id from customer
    where org_id = ${ctx.orgId} and id = any(${[...ids]}::uuid[]) and responsible_id is not null`.execute(
    ctx.db,
  )
  const found: Carried[] = []
  for (const from of new Set(rows.map((row) => row.responsible_id))) {
    const own = new Set(rows.filter((row) => row.responsible_id === from).map(({ id }) => id))
    for (const item of await selectHeld(ctx, from)) {
      if (item.customer_id === null || !own.has(item.customer_id) || !isCarried(item.kind)) continue
      found.push({
        ...{ from, kind: item.kind, subjectId: item.subject_id },
        ...{ title: item.title, fen: item.amount_fen },
      })
    }
  }
  return found
}

function isCarried(kind: string): kind is TransferKind {
  return (TRANSFER_KINDS as readonly string[]).includes(kind)
}
