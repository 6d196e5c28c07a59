import { sql } from 'kysely'
import type { Company } from '../../../world/shapes.ts'
import { recordAccounts } from '../../modules/credit/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE = 'zhangshuqin'
const MILLION_FEN = 100_000_000n

/** Two years each in ten thousand yuan: a sound company, one in trouble, one that recovers. */
const HANDED_IN = [
  [
    {
      assets: 5200,
      current: 3100,
      debts: 2100,
      short: 1500,
      kept: 1700,
      sales: 6900,
      ebit: 610,
      net: 430,
      cash: 520,
    },
    {
      assets: 5600,
      current: 3450,
      debts: 2150,
      short: 1520,
      kept: 2050,
      sales: 7400,
      ebit: 680,
      net: 480,
      cash: 590,
    },
  ],
  [
    {
      assets: 3900,
      current: 2300,
      debts: 2500,
      short: 2100,
      kept: 420,
      sales: 4800,
      ebit: 150,
      net: 60,
      cash: 40,
    },
    {
      assets: 4100,
      current: 2250,
      debts: 3350,
      short: 2700,
      kept: 130,
      sales: 3600,
      ebit: -90,
      net: -240,
      cash: -310,
    },
  ],
  [
    {
      assets: 1800,
      current: 900,
      debts: 1350,
      short: 1050,
      kept: 90,
      sales: 2100,
      ebit: 20,
      net: -15,
      cash: -60,
    },
    {
      assets: 1950,
      current: 1120,
      debts: 1200,
      short: 860,
      kept: 230,
      sales: 2600,
      ebit: 165,
      net: 110,
      cash: null,
    },
  ],
]

/** Three of the largest debtors have handed in their accounts, two years each (C005). */
export async function handInAccounts(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const finance = { ...ctx, actor: actorsOf(company, people).get(FINANCE)! }
  const { rows } = await sql<{ id: string }>`
    select i.customer_id as id from instalment i
    where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null
    group by i.customer_id order by sum(i.open_fen) desc, 1 limit ${HANDED_IN.length}`.execute(ctx.db)
  const last = Number(company.today.slice(0, 4)) - 1
  const fen = (hundredths: number) => (BigInt(hundredths) * MILLION_FEN) / 100n
  for (const [index, { id }] of rows.entries()) {
    for (const [year, one] of HANDED_IN[index]!.entries()) {
      await recordAccounts(finance, id, {
        periodEnd: `${last - 1 + year}-12-31`,
        currentAssetsFen: fen(one.current),
        totalAssetsFen: fen(one.assets),
        currentLiabilitiesFen: fen(one.short),
        totalLiabilitiesFen: fen(one.debts),
        retainedEarningsFen: fen(one.kept),
        salesFen: fen(one.sales),
        ebitFen: fen(one.ebit),
        netProfitFen: fen(one.net),
        operatingCashFen: one.cash === null ? null : fen(one.cash),
        source: year === 0 ? '对方提供的年报' : '对方提供的审计报告',
      })
    }
  }
}
