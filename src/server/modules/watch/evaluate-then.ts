import { type Day, endOfDay } from '../../../core/calendar.ts'
import { SUBJECT_KINDS } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Evaluated } from './evaluate.ts'
import { replay } from './replay.ts'
import { loadRules } from './rule-rows.ts'
import { subjectsEver } from './subjects.ts'

/**
 * What today's rules make of everything known by the end of a day, had they watched from the first fact on:
 * how many warnings opened until then, and how many of these ended. It writes nothing.
 */
export async function evaluateThen(ctx: ReadCtx, asOf: Day): Promise<Evaluated> {
  const rules = (await loadRules(ctx)).filter(({ current }) => current.mode !== 'off')
  const tick = Math.min(endOfDay(asOf), ctx.now)
  const fromStart = rules.map(({ id, current }) => ({ id, versions: [{ from: 0, rule: current }] }))
  const episodes = await replay(ctx, { rules: fromStart, to: tick, people: false })
  let subjects = 0
  for (const kind of SUBJECT_KINDS) {
    if (rules.some(({ current }) => current.subject === kind))
      subjects += (await subjectsEver(ctx, kind)).length
  }
  const cleared = episodes.filter(({ clearedAt }) => clearedAt !== null).length
  return { subjects, opened: episodes.length, cleared, tick }
}
