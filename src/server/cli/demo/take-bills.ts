import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import type { BillKind, BillStep } from '../../../core/receivable/bill.ts'
import type { Company } from '../../../world/shapes.ts'
import { receiveBill, stepBill } from '../../modules/receivables/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE = 'zhangshuqin'

type Sketch = {
  kind: BillKind
  acceptor: string
  /** days from today; every bill runs for six months at most */
  issued: number
  received: number
  due: number
  step?: { step: BillStep; on: number; to: string; costBp: bigint; note: string }
}

/**
 * One of each, as a factory of this size has them; the refused one is a company's, and finds its invoice
 * first.
 */
const SKETCHES: readonly Sketch[] = [
  {
    ...{ kind: 'commercial', acceptor: '华昌置业集团有限公司', issued: -172, received: -34, due: -9 },
    step: { step: 'refused', on: -6, to: '', costBp: 0n, note: '承兑人账户余额不足，银行退票' },
  },
  {
    ...{ kind: 'bank', acceptor: '浙商银行绍兴分行', issued: -50, received: -30, due: 110 },
    step: { step: 'discounted', on: -22, to: '宁波银行鄞州支行', costBp: 62n, note: '' },
  },
  {
    ...{ kind: 'bank', acceptor: '中国银行无锡分行', issued: -90, received: -27, due: 64 },
    step: { step: 'endorsed', on: -12, to: '苏州轴承', costBp: 0n, note: '抵轴承货款' },
  },
  { kind: 'commercial', acceptor: '江苏恒源装备股份有限公司', issued: -75, received: -24, due: 21 },
  { kind: 'bank', acceptor: '宁波银行鄞州支行', issued: -160, received: -20, due: 6 },
  { kind: 'bank', acceptor: '招商银行杭州分行', issued: -60, received: -12, due: 96 },
]

/** The drawer of the demo (C091): bills that settled what was owed by then, one of them refused since. */
export async function takeBills(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const finance = { ...ctx, actor: actorsOf(company, people).get(FINANCE)! }
  const { today } = company
  const owed = await open(ctx)
  for (const [index, sketch] of SKETCHES.entries()) {
    // What is overdue stays so: only the refused bill is about it, and opens it again.
    const isSuited = ({ dueOn }: Owed) => sketch.step?.step === 'refused' || dueOn >= today
    const found = owed.findIndex((one) => one.issuedOn <= addDays(today, sketch.received) && isSuited(one))
    if (found < 0) continue
    const [one] = owed.splice(found, 1) as [Owed]
    const { id } = await receiveBill(finance, {
      customerId: one.customerId,
      kind: sketch.kind,
      number: numberOf(today, index),
      drawer: sketch.kind === 'commercial' ? sketch.acceptor : one.customer,
      acceptor: sketch.acceptor,
      amountFen: one.openFen,
      issuedOn: addDays(today, sketch.issued),
      dueOn: addDays(today, sketch.due),
      receivedOn: addDays(today, sketch.received),
      allocate: [{ instalmentId: one.instalmentId, amountFen: one.openFen }],
    })
    const { step } = sketch
    if (!step) continue
    const costFen = (one.openFen * step.costBp) / 10_000n
    await stepBill(finance, id, { ...step, on: addDays(today, step.on), costFen })
  }
}

/** Thirty digits as on a paper of the new system: kind, year, and a running number. */
function numberOf(today: Day, index: number): string {
  return `5${today.slice(0, 4)}${String(index + 1).padStart(25, '0')}`
}

type Owed = {
  customerId: string
  customer: string
  instalmentId: string
  openFen: bigint
  issuedOn: Day
  dueOn: Day
}

/** Uncontested invoices, one of each customer, those that waited longest first. */
async function open(ctx: WriteCtx): Promise<Owed[]> {
  const { rows } = await sql<Owed>`
    select x."customerId", x.customer, x."instalmentId", x."openFen", x."issuedOn", x."dueOn" from (
      select distinct on (i.customer_id) i.customer_id as "customerId", c.name as customer, i.id as "instalmentId", i.open_fen as "openFen",
        i.occurred_on as "issuedOn", i.due_on as "dueOn", v.number
      from instalment i join customer c on c.org_id = i.org_id and c.id = i.customer_id
      join invoice v on v.org_id = i.org_id and v.id = i.invoice_id and v.kind = 'invoice'
      where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 0
        and not exists (select 1 from dispute d where d.org_id = i.org_id and d.instalment_id = i.id and d.voided_at is null)
      order by i.customer_id, i.occurred_on, v.number
    ) x order by x."issuedOn", x.number`.execute(ctx.db)
  return rows
}
