import { sql } from 'kysely'
import { numberGaps } from '../../../core/document/number-gaps.ts'
import { NUMBERED_KINDS, numberText } from '../../../core/document/number-pattern.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { currentSeries, loadPatterns } from './number-rules.ts'

const KINDS = ['contract', 'order', 'quote', 'invoice'] as const

/** How documents are numbered, and which numbers are missing; those taken back are there (C082). */
export async function readNumbers(ctx: ReadCtx) {
  const { rows } = await sql<{ kind: (typeof KINDS)[number]; number: string; gone: boolean }>`
    select kind, number, bool_and(gone) as gone from (
      select 'contract' as kind, number, voided_at is not null as gone from contract where org_id = ${ctx.orgId}
      union all
      select 'order', number, voided_at is not null from sales_order where org_id = ${ctx.orgId}
      union all
      select 'quote', external_code, voided_at is not null from quote where org_id = ${ctx.orgId} and external_code is not null
      union all
      select 'invoice', number, voided_at is not null from invoice where org_id = ${ctx.orgId} and kind = 'invoice') x
    where number <> '' group by kind, number`.execute(ctx.db)
  const patterns = await loadPatterns(ctx)
  const rules = []
  for (const kind of NUMBERED_KINDS) {
    const series = await currentSeries(ctx, kind)
    rules.push({ kind, pattern: patterns[kind], next: numberText(series, series.last + 1) })
  }
  return {
    rules,
    can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
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
