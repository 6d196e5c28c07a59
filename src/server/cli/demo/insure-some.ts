import { sql } from 'kysely'
import { addDays } from '../../../core/calendar.ts'
import type { Company } from '../../../world/shapes.ts'
import { type CoverForm, recordCover, recordFinancing, saveGroup } from '../../modules/credit/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE = 'zhangshuqin'
/** Whole ten thousands, as policies are written. */
const ROUND_FEN = 1_000_000n

const WAYS = [
  {
    ...{
      kind: 'bank_line' as const,
      provider: '宁波银行',
      capacityFen: 200_000_000n,
      leadDays: 5,
      costBp: 480,
    },
    ...{ terms: '授信已批，随借随还', days: 180 },
  },
  {
    ...{
      kind: 'factoring' as const,
      provider: '甬商保理',
      capacityFen: 120_000_000n,
      leadDays: 20,
      costBp: 850,
    },
    ...{ terms: '只收 A、B 级客户的应收，有追索', days: null },
  },
]

/**
 * Two of the largest debtors are covered, one not for long, and owe together; money could come from two
 * places (C031 C032).
 */
export async function insureSome(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const finance = { ...ctx, actor: actors.get(FINANCE)! }
  const { rows } = await sql<{ id: string; fen: bigint }>`
    select i.customer_id as id, sum(i.open_fen)::bigint as fen from instalment i
    where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null
    group by i.customer_id order by 2 desc, 1 limit 2`.execute(ctx.db)
  const { today } = company
  const covers: Omit<CoverForm, 'capFen'>[] = [
    {
      ...{ kind: 'insurance', provider: '中国信保宁波分公司', policyNo: 'SCH-2026-0713', shareBp: 8_000 },
      ...{ deductibleFen: 0n, fromOn: addDays(today, -341), untilOn: addDays(today, 24) },
      exclusions: '有争议的货款、超过约定账期发的货不赔。',
    },
    {
      ...{ kind: 'guarantee', provider: '母公司（连带责任担保）', policyNo: 'DB-2026-02', shareBp: 10_000 },
      ...{ deductibleFen: 0n, fromOn: addDays(today, -120), untilOn: addDays(today, 245), exclusions: '' },
    },
  ]
  for (const [index, { id, fen }] of rows.entries()) {
    const capFen = ((fen * 8n) / 10n / ROUND_FEN + 1n) * ROUND_FEN
    await recordCover(finance, id, { ...covers[index]!, capFen })
  }
  // The two owe together: their covers are set against what both owe.
  const [first, second] = rows
  if (first && second) {
    const memberIds = [first.id, second.id]
    const limitFen = (first.fen + second.fen) * 2n
    const boss = { ...ctx, actor: [...actors.values()].find(({ roles }) => roles.includes('boss'))! }
    await saveGroup(boss, first.id, { name: '甬城集团', memberIds, limitFen, version: 0 })
  }
  for (const way of WAYS)
    await recordFinancing(finance, { ...way, untilOn: way.days === null ? null : addDays(today, way.days) })
}
