import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, daysBetween } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type BillKind, type BillState, billCan } from '../../../core/receivable/bill.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { AT_STAKE, billsAsOf } from './bills-then.ts'
import { readBillsCollected } from './collected.ts'
import { countsAsOf, type Reading } from './reading.ts'

export type BillView = 'all' | 'in_hand' | 'soon' | 'late' | 'passed' | 'refused' | 'honoured'
export type BillQuery = {
  page: number
  size: number
  asOf: Day
  reading: Reading
  view: BillView
  customerId?: string | undefined
  q?: string | undefined
}

/** So far ahead a bill is "due soon" on the page. */
const SOON_DAYS = 30
const COST_DAYS = 365

type Row = {
  id: string
  customer_id: string
  customer_name: string
  kind: BillKind
  number: string
  drawer: string
  acceptor: string
  amount_fen: bigint
  issued_on: Day | null
  due_on: Day
  occurred_on: Day
  state: BillState
  passed_how: 'discounted' | 'endorsed' | null
  passed_on: Day | null
  passed_to: string
  cost_fen: bigint
  ended_on: Day | null
  note: string
  settled: { invoiceNumber: string; amountFen: string }[]
  total: number
}

/** The register (票据台账) as of a day: what is in hand first, the next to fall due at the top. */
export async function listBills(ctx: ReadCtx, query: BillQuery) {
  const [rows, sums, collected] = await Promise.all([
    rowsOf(ctx, query),
    sumsOf(ctx, query),
    readBillsCollected(ctx, query.asOf),
  ])
  const today = dayOf(ctx.now)
  const { roles } = ctx.actor
  const mayWrite = may(roles, 'receivable.write') && query.asOf >= today && query.reading === 'business'
  return {
    asOf: query.asOf,
    reading: query.reading,
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    sums: sums.sums,
    costFen: sums.costFen,
    collected,
    can: {
      receive: mayWrite || ('forbidden' as const),
      setting: may(roles, 'setting.write') || ('forbidden' as const),
    },
    items: rows.map((row) => itemOf(row, { mayWrite, today, asOf: query.asOf })),
  }
}

function itemOf(row: Row, { mayWrite, today, asOf }: { mayWrite: boolean; today: Day; asOf: Day }) {
  const paper = {
    amountFen: row.amount_fen,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    receivedOn: row.occurred_on,
  }
  const passed = row.passed_how && { how: row.passed_how, on: row.passed_on! }
  const isOver = row.state === 'honoured' || row.state === 'refused'
  const ended = isOver ? { how: row.state as 'honoured' | 'refused', on: row.ended_on! } : null
  return {
    id: row.id,
    customer: { id: row.customer_id, name: row.customer_name },
    kind: row.kind,
    number: row.number,
    drawer: row.drawer,
    acceptor: row.acceptor,
    ...paper,
    state: row.state,
    daysLeft: daysBetween(asOf, row.due_on),
    passedHow: row.passed_how,
    passedOn: row.passed_on,
    passedTo: row.passed_to,
    costFen: row.cost_fen,
    endedOn: row.ended_on,
    note: row.note,
    settled: row.settled.map((part) => ({ ...part, amountFen: BigInt(part.amountFen) })),
    can: billCan(paper, { passed, ended }, { mayWrite, today }),
  }
}

function rowsOf(ctx: ReadCtx, query: BillQuery) {
  const { asOf, reading, view, customerId, q } = query
  const parts = [
    sql`b.customer_id in (${customerIdsEver(ctx, 'receivable.read')})`,
    ...(view === 'all' ? [] : [VIEWS[view](asOf)]),
    ...(customerId ? [sql`b.customer_id = ${customerId}`] : []),
    ...(q
      ? [sql`(b.number ilike ${like(q)} or c.name ilike ${like(q)} or b.acceptor ilike ${like(q)})`]
      : []),
  ]
  return sql<Row>`
    select b.*, c.name as customer_name, count(*) over ()::int as total, coalesce((
      select json_agg(json_build_object('invoiceNumber', v.number, 'amountFen', a.fen::text) order by v.number) from (
        select i.invoice_id, sum(a.amount_fen) as fen from bill x
        join payment p on p.org_id = x.org_id and p.bill_id = x.id and p.bill_move = 'received'
        join allocation a on a.org_id = p.org_id and a.payment_id = p.id and ${countsAsOf('a', asOf, reading)}
        join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
        where x.org_id = b.org_id and coalesce(x.paper_id, x.id) = b.paper_id group by i.invoice_id) a
      join invoice v on v.org_id = b.org_id and v.id = a.invoice_id), '[]') as settled
    from ${billsAsOf(ctx, asOf, reading)} b join ${customersThen(ctx, asOf)} c on c.org_id = b.org_id and c.id = b.customer_id
    where ${sql.join(parts, sql` and `)}
    order by b.state <> 'in_hand', case when b.state = 'in_hand' then b.due_on end, b.due_on desc, b.id
    limit ${query.size} offset ${(query.page - 1) * query.size}`
    .execute(ctx.db)
    .then(({ rows }) => rows)
}

const VIEWS: Readonly<Record<Exclude<BillView, 'all'>, (asOf: Day) => RawBuilder<boolean>>> = {
  in_hand: () => sql`b.state = 'in_hand'`,
  soon: (asOf) => sql`(b.state = 'in_hand' and b.due_on between ${asOf} and ${addDays(asOf, SOON_DAYS)})`,
  late: (asOf) => sql`(b.state = 'in_hand' and b.due_on < ${asOf})`,
  passed: () => sql`b.state in ('discounted', 'endorsed')`,
  refused: () => sql`b.state = 'refused'`,
  honoured: () => sql`b.state = 'honoured'`,
}

async function sumsOf(ctx: ReadCtx, { asOf, reading, customerId }: BillQuery) {
  const names = ['in_hand', 'soon', 'late', 'passed', 'refused'] as const
  const wanted = [
    ...names.map((name) => ({ name, where: VIEWS[name](asOf) })),
    { name: 'commercial' as const, where: sql`(b.kind = 'commercial' and b.state in ${AT_STAKE})` },
  ]
  const columns = wanted.map(
    ({ name, where }) => sql`count(*) filter (where ${where})::int as ${sql.ref(`${name}_n`)},
      coalesce(sum(b.amount_fen) filter (where ${where}), 0)::bigint as ${sql.ref(`${name}_fen`)}`,
  )
  const { rows } = await sql<Record<string, bigint>>`
    select ${sql.join(columns)}, coalesce(sum(b.cost_fen) filter (where b.passed_on > ${addDays(asOf, -COST_DAYS)}), 0)::bigint as cost
    from ${billsAsOf(ctx, asOf, reading)} b where b.customer_id in (${customerIdsEver(ctx, 'receivable.read')})
      ${customerId ? sql`and b.customer_id = ${customerId}` : sql``}`.execute(ctx.db)
  const row = rows[0]!
  const of = (name: string) => ({ count: Number(row[`${name}_n`]), fen: row[`${name}_fen`]! })
  return {
    sums: {
      in_hand: of('in_hand'),
      soon: of('soon'),
      late: of('late'),
      passed: of('passed'),
      refused: of('refused'),
      commercial: of('commercial'),
    },
    costFen: row['cost']!,
  }
}

const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
