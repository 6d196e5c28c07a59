import { lastDayOf } from '../../../core/calendar.ts'
import type { Correction } from '../../../core/commission/estimate.ts'
import { type Placed, type RuleVersion, ruleOf, stoodFen } from '../../../core/commission/of-month.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Asked, collectedIn } from './collected.ts'

export type Corrected = Placed & { correction: Correction | null }

/**
 * The lines of a month, each that takes back what a closed month has paid with the rule of that month and how
 * far its tiers had been climbed: what was paid at two per cent is not taken back at three.
 */
export async function correctedIn(
  ctx: ReadCtx,
  asked: Asked,
  versions: readonly RuleVersion[],
): Promise<Corrected[]> {
  const lines = await collectedIn(ctx, asked)
  const paid = new Map<string, Placed[]>()
  for (const { corrects } of lines) {
    if (corrects === null || paid.has(corrects.month)) continue
    const { month } = corrects
    paid.set(month, await collectedIn(ctx, { ...asked, month, until: lastDayOf(month) }))
  }
  return lines.map((line) => {
    if (line.corrects === null) return { ...line, correction: null }
    const { month } = line.corrects
    const reachedFen = stoodFen(paid.get(month)!, line)
    return { ...line, correction: { rule: ruleOf(versions, month), reachedFen } }
  })
}
