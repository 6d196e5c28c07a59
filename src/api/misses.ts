import { z } from 'zod'
import { LOSS_KINDS } from '../core/backtest/miss.ts'
import { UNITS } from '../core/watch/metric.ts'
import { bilingual, can, subjectKind } from './alerts.ts'
import { day, id, instant, route } from './route.ts'
import { ruleMode } from './rules.ts'

/** What went wrong although no rule had warned, and which rules would have seen it at what price. */

const lossKind = z.enum(LOSS_KINDS)

const loss = z.object({
  kind: lossKind,
  subject: z.object({ kind: subjectKind, id: z.string(), label: z.string() }),
  customer: z.object({ id, name: z.string() }).nullable(),
  responsible: z.object({ id, name: z.string() }).nullable(),
  on: day,
  /** integer fen; reports are kept as they were made */
  valueFen: z.int(),
  foreseen: z.object({ code: z.string(), title: bilingual, leadDays: z.int() }).nullable(),
})

const candidate = z.object({
  code: z.string(),
  title: bilingual,
  mode: ruleMode,
  /** which of its numbers would have to be what; null: the rule as it is, had it been on */
  move: z
    .object({
      path: z.string(),
      label: bilingual,
      unit: z.enum([...UNITS, 'pct']),
      from: z.number(),
      to: z.number(),
    })
    .nullable(),
  /** what it would have raised over the whole span */
  alerts: z.int(),
  caught: z.array(z.object({ loss: z.int(), leadDays: z.int() })),
})

/** As it is kept: every loss, foreseen or not, and everything that catches any of those nobody foresaw. */
export const missReport = z.object({
  from: day,
  to: day,
  weeks: z.number(),
  /** from this amount on a lost deal counts */
  keyFen: z.int(),
  losses: z.array(loss),
  candidates: z.array(candidate),
})
export type MissReport = z.infer<typeof missReport>

const shownCandidate = candidate.omit({ caught: true }).extend({
  caught: z.int(),
  caughtFen: z.int(),
  medianLeadDays: z.number(),
  perWeek: z.number(),
  losses: z.array(z.int()),
})

export const getMisses = route({
  id: 'misses.get',
  method: 'GET',
  path: '/api/misses',
  permission: 'alert.assign',
  summary:
    'Losses of the past year that no rule foresaw, and the rules that would have; null while there is none',
  query: z.object({ kind: lossKind.optional() }),
  reply: z.object({
    report: z
      .object({
        madeAt: instant,
        from: day,
        to: day,
        keyFen: z.int(),
        kinds: z.array(
          z.object({
            kind: lossKind,
            total: z.int(),
            foreseen: z.int(),
            missed: z.int(),
            missedFen: z.int(),
          }),
        ),
        losses: z.array(loss.omit({ foreseen: true })),
        candidates: z.array(shownCandidate),
      })
      .nullable(),
    can,
  }),
})

export const makeMisses = route({
  id: 'misses.make',
  method: 'POST',
  path: '/api/misses',
  permission: 'alert.assign',
  summary: 'Asks for a new report on the past year; it is written in the background',
  reply: z.object({ queued: z.literal(true) }),
})
