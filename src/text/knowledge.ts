import type { Cause, Effect } from '../core/watch/case.ts'
import type { Bilingual } from '../core/watch/subject.ts'
import type { Locale } from './locale.ts'
import { casesText } from './web/cases.ts'

type Lesson = {
  ruleTitle: Bilingual
  cause: Cause
  story: string
  measure: string
  effect: Effect
  effectNote: string
}

const TITLE_MAX = 100

/** A case in the words of an article: what happened, what was done, what it brought. */
export function draftWords(locale: Locale, lesson: Lesson): { title: string; body: string } {
  const t = casesText[locale === 'en' ? 'en' : 'zh']
  const rule = locale === 'en' ? lesson.ruleTitle.en : lesson.ruleTitle.zh
  const title =
    locale === 'en'
      ? `How it was solved: ${rule} (${t[`cause_${lesson.cause}`].toLowerCase()})`
      : `怎么解决的：${rule}（${t[`cause_${lesson.cause}`]}）`
  const effect = [t[`effect_${lesson.effect}`], lesson.effectNote].filter(Boolean)
  return {
    title: title.slice(0, TITLE_MAX),
    body: [
      `## ${t.story}`,
      lesson.story,
      `## ${t.measure}`,
      lesson.measure,
      `## ${t.effect}`,
      effect.join(locale === 'en' ? ': ' : '：'),
    ].join('\n\n'),
  }
}
