import { sql } from 'kysely'
import type { LeafExplanation } from '../../../core/watch/explain.ts'
import { topOf } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import type { Bilingual, SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { tablesThen } from '../../platform/then.ts'
import type { Look } from './look.ts'

type Told = { kind: SubjectKind; headline: LeafExplanation | null }

/** Which customer a figure about the largest one is about; null for any other figure. */
function largestOf({ kind, headline }: Told): string | null {
  const def = headline && metricDef(kind, headline.metric)
  const ref = headline?.rows[0]?.ref
  return def && topOf(def.fold)?.of === 'customer' && ref?.kind === 'customer' ? ref.id : null
}

/**
 * Adds to sentences about the largest customer which one that is: "the largest owes 31 %" leaves everybody
 * asking. `told` gives what each sentence is about.
 */
export async function whoIsLargest(
  ctx: ReadCtx,
  told: readonly Told[],
  look?: Look,
): Promise<(one: Told, sentence: Bilingual) => Bilingual> {
  const ids = [...new Set(told.flatMap((one) => largestOf(one) ?? []))]
  const names = new Map<string, string>()
  if (ids.length > 0) {
    const then = tablesThen(ctx, { customer: ['name'] }, look?.isPast ? look.moment : null)
    const { rows } = await sql<{ id: string; name: string }>`${then}
      select id, name from customer where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(ctx.db)
    for (const { id, name } of rows) names.set(id, name)
  }
  return (one, { zh, en }) => {
    const name = names.get(largestOf(one) ?? '')
    return name === undefined ? { zh, en } : { zh: `${name}：${zh}`, en: `${name}: ${en}` }
  }
}
