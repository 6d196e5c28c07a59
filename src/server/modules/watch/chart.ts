import { dayFromNumber, type Instant } from '../../../core/calendar.ts'
import { changedSince } from '../../../core/watch/changed-since.ts'
import { dayIndexOf, endOfDayIndex } from '../../../core/watch/day-index.ts'
import { fieldsAt, leafFinding } from '../../../core/watch/evaluate.ts'
import { leavesOf, type Rule } from '../../../core/watch/rule.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { loadHistories, wantedBy } from './loaders.ts'

/** Two months show how it came to this and where the line was. */
const DAYS = 60

type ChartInput = { rule: Rule; subjectId: string; metric: string; until: Instant }

/** The metric of an alert at the end of each day, with its line, as it was known then. */
export async function readChart(ctx: ReadCtx, { rule, subjectId, metric, until }: ChartInput) {
  const leaf = leavesOf(rule.condition).find((one) => one.metric === metric)
  const { fields, chance, peers } = wantedBy([{ from: 0, rule }])
  const wanted = {
    kind: rule.subject,
    ids: [subjectId],
    metrics: [metric],
    fields,
    chance,
    peers,
    since: null,
  }
  const history = (await loadHistories(ctx, wanted)).get(subjectId)
  const series = history?.series.get(metric)
  if (!history || !series || !leaf) return { points: [], since: null }
  const last = dayIndexOf(until)
  const points = Array.from({ length: DAYS }, (_, index) => {
    const day = last - DAYS + 1 + index
    const at = Math.min(endOfDayIndex(day), until)
    const { value, threshold } = leafFinding(leaf, { history, fields: fieldsAt(history, at), at, asked: at })
    return { day: dayFromNumber(day), value, threshold }
  })
  const first = points.findIndex(({ value }) => value !== null)
  const { calendar = await loadCalendar(ctx), away } = history
  const since = changedSince(series, until, { calendar, away })
  return {
    points: first < 0 ? [] : points.slice(first),
    since: since === null ? null : dayFromNumber(since),
  }
}
