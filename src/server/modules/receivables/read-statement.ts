import { sql } from 'kysely'
import { addMonths, type Day, firstDayOf, monthOf } from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import { drawStatement, type StatementFact } from '../../../core/receivable/statement.ts'
import { rmbInWords } from '../../../core/rmb.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { loadPenalties } from './penalty-rows.ts'
import { listInstalments } from './read.ts'
import { readCurrencies } from './read-ageing.ts'
import { countsAsOf, documentKind, isDocument, type Reading } from './reading.ts'
import { notesOf } from './statement-notes.ts'

export type StatementQuery = { customerId: string; from?: Day | undefined; asOf: Day; reading: Reading }

/** More open items than a statement can usefully print; the sums always count all of them. */
const ITEMS = 200

/**
 * The account of one customer up to a day (C092), drawn from the very rows the ageing counts: what is owed
 * less what was received is the closing balance, and open − advances is the same figure from the other side.
 */
export async function readStatement(ctx: ReadCtx, query: StatementQuery) {
  const from = query.from ?? firstDayOf(addMonths(monthOf(query.asOf), -2))
  if (from > query.asOf) throw invalid('statement_span')
  const customer = await findCustomer(ctx, query)
  const [facts, owed, penalties, currencies] = await Promise.all([
    loadFacts(ctx, query),
    listInstalments(ctx, { ...query, page: 1, size: ITEMS, sort: 'due' }),
    loadPenalties(ctx, query),
    readCurrencies(ctx, query),
  ])
  const statement = drawStatement(facts, { from, to: query.asOf })
  const overdue = await sumOf(ctx, query, { fromDays: 1 })
  return {
    customer,
    company: await orgName(ctx),
    letterhead: await orgLetterhead(ctx),
    from,
    asOf: query.asOf,
    reading: query.reading,
    ...statement,
    closingInWords: rmbInWords(statement.closingFen),
    openFen: owed.sumOpenFen,
    overdueFen: overdue,
    disputedFen: owed.sumDisputedFen,
    /** of what is open: kept back and not due yet */
    retentionFen: await sumOf(ctx, query, { kept: true }),
    advanceFen: owed.sumOpenFen - statement.closingFen,
    /** for late payment, by the contracts; beside the balance and no part of it (C101) */
    penaltyFen: sumFen(penalties.map(({ leftFen }) => leftFen)),
    /** of the balance, what is owed and held in other money, as it was booked */
    currencies,
    notes: await notesOf(ctx, { ...query, from }),
    itemCount: owed.total,
    items: owed.items.map((item) => ({
      id: item.id,
      invoiceNumber: item.invoiceNumber,
      label: item.label,
      issuedOn: item.issuedOn,
      dueOn: item.dueOn,
      overdueDays: item.overdueDays,
      amountFen: item.amountFen,
      openFen: item.openFen,
      original: item.original,
      disputedFen: item.disputedFen,
      retention: item.retention,
    })),
  }
}

export type ReadStatement = Awaited<ReturnType<typeof readStatement>>

/** By the name and code of the day the account is drawn up to. */
async function findCustomer(ctx: ReadCtx, { customerId, asOf }: StatementQuery) {
  const { rows } = await sql<{ id: string; name: string; externalCode: string | null }>`
    select c.id, t.name, t.external_code as "externalCode" from customer c
    join ${customersThen(ctx, asOf)} t on t.org_id = c.org_id and t.id = c.id
    where c.org_id = ${ctx.orgId} and c.id = ${customerId} and c.id in (${customerIdsEver(ctx, 'receivable.read')})`.execute(
    ctx.db,
  )
  const [row] = rows
  if (!row) throw notFound('customer')
  return row
}

async function loadFacts(ctx: ReadCtx, { customerId, asOf, reading }: StatementQuery) {
  const { rows } = await sql<StatementFact>`
    select v.id, v.kind, i.occurred_on as "on", v.number, sum(i.amount_fen)::bigint as "amountFen",
      v.currency, sum(i.original_minor)::bigint as "originalMinor"
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and i.customer_id = ${customerId} and ${countsAsOf('i', asOf, reading)}
    group by v.id, v.kind, i.occurred_on, v.number, v.currency
    union all
    select p.id, ${documentKind('p')}, p.occurred_on, p.reference, abs(p.amount_fen), p.currency, p.original_minor from payment p
    where p.org_id = ${ctx.orgId} and p.customer_id = ${customerId} and ${countsAsOf('p', asOf, reading)} and ${isDocument('p')}`.execute(
    ctx.db,
  )
  return rows
}

async function sumOf(
  ctx: ReadCtx,
  query: StatementQuery,
  part: { fromDays: 1 } | { kept: true },
): Promise<bigint> {
  const { sumOpenFen } = await listInstalments(ctx, { ...query, ...part, page: 1, size: 1, sort: 'due' })
  return sumOpenFen
}
