import { type BudgetFact, budgetLineOf, shareOf } from '../core/watch/budget.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/**
 * "每位主管每周最多误报 0.5 次；最忙的一位盯 24 条线，这条规则占 10 条，大约每 5 周 1 次": what the budget makes of
 * one rule.
 */
export function budgetSentence(fact: BudgetFact, code: string): Bilingual {
  const { series, own, strayedPct } = budgetLineOf(fact, code)
  const { perWeek, isCapped } = shareOf(fact, code)
  const often = oftenOf(perWeek)
  const capped = isCapped ? CAPPED : NOTHING
  const strayed =
    strayedPct > 100
      ? {
          zh: `。自己的历史比预想的波动大（${times(strayedPct)} 倍），线已相应放远`,
          en: `. Its own history strays further than promised (${times(strayedPct)} times), so the line was moved out by that`,
        }
      : NOTHING
  return {
    zh: `误报预算：每位主管每周最多 ${shown(fact.perWeek)} 次。这条规则通知的人里，最忙的一位盯 ${series} 条线，其中这条规则 ${own} 条，允许误报${often.zh}${capped.zh}${strayed.zh}`,
    en: `Your budget: ${shown(fact.perWeek)} a week per manager. The busiest of those it tells watches ${series} figures, ${own} by this rule: it may be wrong ${often.en}${capped.en}${strayed.en}`,
  }
}

const NOTHING: Bilingual = { zh: '', en: '' }
const CAPPED: Bilingual = {
  zh: '（预算还有余，但同一条线一年最多误报 1 次）',
  en: ' (there is budget left, but no figure may be wrong more than once a year)',
}

function oftenOf(perWeek: number): Bilingual {
  if (perWeek >= 1) return { zh: `每周约 ${shown(perWeek)} 次`, en: `about ${shown(perWeek)} times a week` }
  const weeks = Math.max(1, Math.round(1 / perWeek))
  return { zh: `约 ${weeks} 周 1 次`, en: `about once in ${weeks} ${weeks === 1 ? 'week' : 'weeks'}` }
}

function times(pct: number): string {
  return String(Math.round(pct / 10) / 10)
}

function shown(perWeek: number): string {
  return String(Math.round(perWeek * 100) / 100)
}
