import { sql } from 'kysely'
import { addDays, addMonths, type Day, monthOf, startOfDay } from '../../../core/calendar.ts'
import type { Company } from '../../../world/shapes.ts'
import { recordActivities } from '../../modules/customers/index.ts'
import { recordDunning } from '../../modules/dunning/index.ts'
import { closeMonth, keepBankStatement } from '../../modules/receivables/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

type Owing = { id: string; name: string; rep: string; days: number; fen: bigint; hasPaid: boolean }

/** Finance of the demo company. */
const FINANCE = 'zhangshuqin'

/**
 * What a finance office has on its desk (C087 C091 C181): a promise that was broken, one that still stands, a
 * letter that went out, money nobody has claimed yet, and the last month closed.
 */
export async function collectSome(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const { today } = company
  const actors = actorsOf(company, people)
  const finance = { ...ctx, actor: actors.get(FINANCE)! }
  const owing = await whoOwes(ctx, today)
  const late = owing.find(({ days }) => days >= 15)
  const others = owing.filter((one) => one !== late)
  const broken = others.find(({ hasPaid }) => !hasPaid)
  const standing = others.find((one) => one !== broken)
  if (broken) await promise(ctx, broken, { notedOn: addDays(today, -9), on: addDays(today, -3) })
  if (standing) await promise(ctx, standing, { notedOn: addDays(today, -1), on: addDays(today, 4) })
  if (late)
    await recordDunning(finance, late.id, {
      channel: 'letter',
      on: today,
      contactName: '',
      note: '催款函已寄出，快递单号留底',
      words: '',
      lang: 'zh',
    })
  await waitingMoney(finance, others, today)
  await closeMonth(finance, { month: addMonths(monthOf(today), -1), note: '' })
}

async function whoOwes(ctx: WriteCtx, today: Day): Promise<Owing[]> {
  const { rows } = await sql<Owing>`
    select c.id, c.name, c.responsible_id as rep, max(${today}::date - i.due_on)::int as days, sum(i.open_fen)::bigint as fen,
      exists (select 1 from payment p where p.org_id = i.org_id and p.customer_id = c.id and p.voided_at is null
        and p.occurred_on >= ${addDays(today, -9)}::date) as "hasPaid"
    from instalment i join customer c on c.org_id = i.org_id and c.id = i.customer_id
    where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 0 and i.due_on < ${today} and c.responsible_id is not null
    group by i.org_id, c.id, c.name, c.responsible_id order by sum(i.open_fen) desc, c.id`.execute(ctx.db)
  return rows
}

/** Noted when it was said, by whoever was told. */
async function promise(ctx: WriteCtx, customer: Owing, { notedOn, on }: { notedOn: Day; on: Day }) {
  const source = { batchId: newId(ctx.now), historyDelayDays: 0, historyUntil: notedOn }
  await recordActivities({ ...ctx, source }, [
    {
      customerId: customer.id,
      userId: customer.rep,
      kind: 'call',
      summary: '答应付款：财务说走完流程就付',
      occurredAt: startOfDay(notedOn) + 10 * 3_600_000,
      nextOn: on,
      promisedOn: on,
      promisedFen: customer.fen,
    },
  ])
}

/** Yesterday's bank list: one that fits an instalment, one that only has a name, one that nobody knows. */
async function waitingMoney(ctx: WriteCtx, owing: readonly Owing[], today: Day): Promise<void> {
  const on = addDays(today, -1)
  const payers = [
    ...owing.slice(-2).map(({ name, fen }, index) => ({ name, fen: index === 0 ? fen : fen / 2n })),
    { name: '王建军', fen: 860_000n },
  ]
  const lines = payers.map(({ name, fen }, index) => ({
    row: index + 2,
    on,
    amountFen: fen,
    currency: 'CNY',
    payerName: name,
    payerAccount: '',
    remark: '货款',
    serial: `D${on.replaceAll('-', '')}${index + 1}`,
    key: `demo ${on} ${index}`,
  }))
  await keepBankStatement(ctx, {
    fileName: `网银明细-${on}.csv`,
    statement: { lines, outgoing: 0, unread: [] },
  })
}
