import { z } from 'zod'
import { OUTCOMES } from '../core/credit/replay-outcome.ts'
import { creditFinding, creditGrade, creditHold, creditPolicy } from './credit.ts'
import { asOfQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const customer = z.object({ id, name: z.string() })
const count = z.object({ n: z.int(), fen })
const held = creditHold.exclude(['none'])
const days = z.coerce.number().int().min(1).max(365)

const effect = z.object({
  asked: count,
  stopped: count,
  byHold: z.record(held, count),
  byOutcome: z.record(z.enum(OUTCOMES), count),
  waited: count.extend({ medianDays: z.int() }),
  /** goods that would have stayed, what waiting cost, the margin of what was paid; net of the three */
  lossFen: fen,
  waitingFen: fen,
  marginFen: fen,
  netFen: fen,
  /** asked on a day when no limit of any kind was known */
  withoutLimit: z.int(),
})

export const creditWhatIf = route({
  id: 'credit.whatIf',
  method: 'GET',
  path: '/api/credit/what-if',
  permission: 'credit.read',
  summary:
    'Had this limit or term applied: own orders of a span held against the gate with what was known then, and what became of them [C021 C023 I11]',
  query: z.object({
    ...asOfQuery,
    customerId: id.optional(),
    grade: creditGrade.optional(),
    /** an approval of a limit or term: its customer with what is asked for */
    caseId: id.optional(),
    /** every limit that was in force, in percent of itself */
    timesPercent: z.coerce.number().int().min(0).max(1000).optional(),
    limitFen: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    holdDays: days.optional(),
    termDays: z.coerce.number().int().min(0).max(365).optional(),
    /** paid later than so many days counts as late, owed for longer as never paid */
    lateDays: days.optional(),
    from: day.optional(),
    to: day.optional(),
  }),
  reply: z.object({
    asOf: day.nullable(),
    from: day,
    to: day,
    lateDays: z.int(),
    customer: customer.nullable(),
    grade: creditGrade.nullable(),
    change: z.object({
      limit: z.union([
        z.object({ kind: z.literal('asWas') }),
        z.object({ kind: z.literal('times'), bp: z.int() }),
        z.object({ kind: z.literal('amount'), fen }),
      ]),
      holdDays: z.int().nullable(),
      termDays: z.int().nullable(),
    }),
    economics: creditPolicy.shape.economics,
    customers: z.int(),
    /** by the rules in question, and by the rules as they are */
    effect,
    asItIs: effect,
    /** what was held, the largest first */
    rows: z.array(
      z.object({
        id,
        /** an invoice where the customer has no orders */
        kind: z.enum(['order', 'invoice']),
        number: z.string(),
        on: day,
        amountFen: fen,
        customer,
        state: z.enum(['stopped', 'waited']),
        waitedDays: z.int(),
        /** went through when it was entered, and was held when it was to leave */
        atDelivery: z.boolean(),
        /** the rules as they are stop it as well */
        heldNow: z.boolean(),
        hold: creditHold,
        findings: z.array(creditFinding),
        outcome: z.enum(OUTCOMES),
        paidFen: fen,
        unpaidFen: fen,
        lateDays: z.int(),
        lossFen: fen,
        waitingFen: fen,
        marginFen: fen,
      }),
    ),
    rowsLeftOut: z.int(),
  }),
})
