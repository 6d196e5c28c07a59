import type { LeafFinding } from '../core/watch/evaluate.ts'
import type { Threshold } from '../core/watch/rule.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** Sentences of what a customer is worth, and of what its papers are still good for. */
export const CREDIT_SENTENCES: Record<string, (leaf: LeafFinding) => Bilingual> = {
  'customer.grade_fell': (leaf) => ({
    zh: `信用等级 30 天内降了 ${leaf.value} 级`,
    en: `The credit grade fell by ${leaf.value} within 30 days`,
  }),
  'customer.document_days_left': (leaf) =>
    (leaf.value ?? 0) < 0
      ? {
          zh: `信用报告或资质已到期 ${-(leaf.value ?? 0)} 天`,
          en: `A credit report or qualification ended ${-(leaf.value ?? 0)} days ago`,
        }
      : {
          zh: `信用报告或资质还有 ${leaf.value} 天到期`,
          en: `A credit report or qualification ends in ${leaf.value} days`,
        },
  'customer.cover_days_left': (leaf) =>
    (leaf.value ?? 0) < 0
      ? {
          zh: `保险或担保已到期 ${-(leaf.value ?? 0)} 天`,
          en: `Insurance or guarantee ended ${-(leaf.value ?? 0)} days ago`,
        }
      : {
          zh: `保险或担保还有 ${leaf.value} 天到期`,
          en: `Insurance or guarantee ends in ${leaf.value} days`,
        },
}

/** A line drawn from the subject's own gaps: their middle, or nine in ten of them. */
export function ownGapsWords(threshold: Extract<Threshold, { kind: 'own-gaps' }>): Bilingual {
  const { pct, atLeast, regularPct, longest } = threshold
  const zh = [
    `自身平常间隔的 ${pct}%`,
    ...(regularPct === undefined ? [] : [`间隔规律的按 ${regularPct}%`]),
    ...(longest ? ['不短于九成间隔'] : []),
  ]
  const en = [
    `${pct}% of its own usual interval`,
    ...(regularPct === undefined ? [] : [`${regularPct}% where it is regular`]),
    ...(longest ? ['no less than nine in ten intervals'] : []),
  ]
  return {
    zh: `${zh.join('，')}（至少 ${atLeast} 天）`,
    en: `${en.join(', ')} (at least ${atLeast} days)`,
  }
}
