import { sql } from 'kysely'
import { addDays, addMonths, type Day, monthOf } from '../../../core/calendar.ts'
import type { Outflow } from '../../../core/cash/outflow.ts'
import type { Company } from '../../../world/shapes.ts'
import { recordBalance, recordOutflows } from '../../modules/cash/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE = 'zhangshuqin'
const MONTHS_BACK = 6n
/** Round thousands, as people plan. */
const ROUND_FEN = 100_000n

/** What goes out of every hundred that come in: a factory that buys aluminium and pays its people. */
const SHARES = [
  { kind: 'salary', label: '工资社保', every: 'month', dayOfMonth: 10, percent: 24n },
  { kind: 'supplier', label: '宁波铝材（月结）', every: 'month', dayOfMonth: 25, percent: 32n },
  { kind: 'supplier', label: '苏州轴承（月结）', every: 'month', dayOfMonth: 28, percent: 15n },
  { kind: 'tax', label: '增值税及附加', every: 'month', dayOfMonth: 15, percent: 7n },
  { kind: 'loan', label: '设备贷款本息', every: 'month', dayOfMonth: 20, percent: 5n },
  { kind: 'rent', label: '厂房租金', every: 'quarter', dayOfMonth: 5, percent: 9n },
] as const

/** The cash calendar of the demo (C102): what finance typed this week, in keeping with what comes in. */
export async function planCash(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const finance = { ...ctx, actor: actorsOf(company, people).get(FINANCE)! }
  const monthly = await received(ctx, company.today)
  const round = (percent: bigint) => ((monthly * percent) / 100n / ROUND_FEN) * ROUND_FEN
  const plans = SHARES.map(
    ({ dayOfMonth, percent, ...plan }): Outflow => ({
      ...plan,
      amountFen: round(percent),
      firstOn: `${addMonths(monthOf(company.today), -1)}-${String(dayOfMonth).padStart(2, '0')}`,
      untilOn: null,
    }),
  ).filter(({ amountFen }) => amountFen > 0n)
  if (plans.length === 0) return
  await recordOutflows(finance, plans)
  await recordBalance(finance, {
    on: addDays(company.today, -4),
    amountFen: round(95n),
    floorFen: round(20n),
  })
}

/** What came in of a month, of late. */
async function received(ctx: WriteCtx, today: Day): Promise<bigint> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(p.amount_fen), 0)::bigint as fen from payment p where p.org_id = ${ctx.orgId} and p.kind = 'payment'
      and p.voided_at is null and p.occurred_on > ${addDays(today, -30 * Number(MONTHS_BACK))}`.execute(
    ctx.db,
  )
  return rows[0]!.fen / MONTHS_BACK
}
