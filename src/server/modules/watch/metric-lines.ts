import { type Day, dayNumber } from '../../../core/calendar.ts'
import { type DayIndex, endOfDayIndex, mondayOf } from '../../../core/watch/day-index.ts'
import { fieldsAt, leafFinding } from '../../../core/watch/evaluate.ts'
import { leavesOf } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadHistories, wantedBy } from './loaders.ts'
import { loadRules } from './rule-rows.ts'

/** More lines than these make a picture that nobody reads. */
const LINES = 3

type Asked = { kind: SubjectKind; subjectId: string; metric: string; from: Day; to: Day }

/**
 * Where the rules of today draw their lines on one figure of one subject, day by day as it was known then;
 * rules that are on come before those on trial. A scope is not asked: the line is shown to compare with.
 */
export async function readLines(ctx: ReadCtx, asked: Asked) {
  const { kind, subjectId, metric } = asked
  const rules = (await loadRules(ctx))
    .map(({ current }) => current)
    .filter(({ subject, mode }) => subject === kind && mode !== 'off')
    .flatMap((rule) => {
      const leaf = leavesOf(rule.condition).find((one) => one.metric === metric)
      return leaf ? [{ rule, leaf }] : []
    })
    .sort((a, b) => Number(b.rule.mode === 'on') - Number(a.rule.mode === 'on'))
    .slice(0, LINES)
  if (rules.length === 0) return []
  const wanted = wantedBy(rules.map(({ rule }) => ({ from: 0, rule })))
  const { fields, chance, peers } = wanted
  const wants = { kind, ids: [subjectId], metrics: [metric], fields, chance, peers, since: null }
  const history = (await loadHistories(ctx, wants)).get(subjectId)
  if (!history) return []
  const [first, last] = [dayNumber(asked.from), dayNumber(asked.to)]
  return rules.map(({ rule, leaf }) => {
    // A rule that looks once a week draws its line once a week, and it stands until the next.
    const lookedOn = (day: DayIndex) => (rule.grid === 'week' ? mondayOf(day + 1) - 1 : day)
    const drawn = new Map<DayIndex, number | null>()
    const lineOn = (day: DayIndex) => {
      const known = drawn.get(day)
      if (known !== undefined) return known
      const at = Math.min(endOfDayIndex(day), ctx.now)
      const line = leafFinding(leaf, { history, fields: fieldsAt(history, at), at, asked: at }).threshold
      drawn.set(day, line)
      return line
    }
    const points = Array.from({ length: last - first + 1 }, (_, index) => lineOn(lookedOn(first + index)))
    return { code: rule.code, title: rule.title, mode: rule.mode, op: leaf.op, points }
  })
}
