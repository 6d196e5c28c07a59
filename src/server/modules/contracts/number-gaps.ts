import { sql } from 'kysely'
import { numberGaps } from '../../../core/document/number-gaps.ts'
import type { ReadCtx } from '../../platform/context.ts'

const KINDS = ['contract', 'order', 'invoice'] as const

/** Missing numbers of contracts, orders and invoices; those taken back are there, and said to be (C082). */
export async function readNumberGaps(ctx: ReadCtx) {
  const { rows } = await sql<{ kind: (typeof KINDS)[number]; number: string; gone: boolean }>`
    select kind, number, bool_and(gone) as gone from (
      select 'contract' as kind, number, voided_at is not null as gone from contract where org_id = ${ctx.orgId}
      union all
      select 'order', number, voided_at is not null from sales_order where org_id = ${ctx.orgId}
      union all
      select 'invoice', number, voided_at is not null from invoice where org_id = ${ctx.orgId} and kind = 'invoice') x
    where number <> '' group by kind, number`.execute(ctx.db)
  return {
    kinds: KINDS.map((kind) => {
      const own = rows.filter((row) => row.kind === kind)
      const series = numberGaps(own.map(({ number }) => number))
      return {
        kind,
        documents: own.length,
        missing: series.reduce((sum, { gaps }) => sum + gaps.reduce((n, { count }) => n + count, 0), 0),
        takenBack: own.filter(({ gone }) => gone).length,
        series: series.sort((a, b) => b.gaps.length - a.gaps.length || a.prefix.localeCompare(b.prefix)),
      }
    }),
  }
}
