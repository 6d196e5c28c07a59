import { z } from 'zod'
import { ZONES } from '../core/credit/altman.ts'
import { FACTOR_KEYS } from '../core/credit/factors.ts'
import { BANDS, BINS } from '../core/credit/separation.ts'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const accounts = z.object({
  periodEnd: day,
  currentAssetsFen: fen,
  totalAssetsFen: fen,
  currentLiabilitiesFen: fen,
  totalLiabilitiesFen: fen,
  retainedEarningsFen: fen,
  salesFen: fen,
  ebitFen: fen,
  netProfitFen: fen,
  /** null: no cash flow statement was handed in */
  operatingCashFen: fen.nullable().default(null),
  source: z.string().trim().min(2).max(200),
})

const ratio = z.object({
  value: z.number().nullable(),
  /** against the period before, as good or bad news */
  course: z.enum(['better', 'worse', 'same']).nullable(),
})
const zone = z.enum(ZONES).nullable()

export const customerAccounts = route({
  id: 'credit.accounts',
  method: 'GET',
  path: '/api/customers/:id/credit/accounts',
  permission: 'credit.read',
  summary:
    'Financial statements by period with ratios, Altman Z′ and Z″ and their course, as known on any day [C005]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    /** the newest period first */
    items: z.array(
      accounts.extend({
        id,
        recordedOn: day,
        by: z.string().nullable(),
        currentRatio: ratio,
        debtRatio: ratio,
        netMargin: ratio,
        z1: ratio.extend({ zone }),
        z2: ratio.extend({ zone }),
        cash: z.enum(['in', 'out']).nullable(),
      }),
    ),
    can: z.object({ record: can }),
  }),
})

export const recordAccounts = route({
  id: 'credit.recordAccounts',
  method: 'POST',
  path: '/api/customers/:id/credit/accounts',
  permission: 'credit.write',
  summary: 'Records the statements of a period; another entry of the same period takes its place [C005]',
  params: z.object({ id }),
  body: accounts,
  reply: z.object({ id, replaced: z.boolean() }),
})

export const voidAccounts = route({
  id: 'credit.voidAccounts',
  method: 'POST',
  path: '/api/credit/accounts/:id/void',
  permission: 'credit.write',
  summary: 'Takes back statements that were entered by mistake; readings of the past keep them [C005]',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const cardCheck = route({
  id: 'credit.cardCheck',
  method: 'GET',
  path: '/api/credit/card-check',
  permission: 'credit.read',
  summary:
    'Which factors of the rating card told good payers from bad ones in the reader’s own customers: weight of evidence and information value, with n',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    /** cases begin on this day at the earliest */
    from: day,
    /** years of customers in which something sold could be judged */
    cases: z.int(),
    bad: z.int(),
    customers: z.int(),
    /** of more customers than that a fixed sample is read */
    sampled: z.boolean(),
    /** fewer good or bad cases than this say nothing of a factor */
    least: z.int(),
    factors: z.array(
      z.object({
        key: z.enum(FACTOR_KEYS),
        part: z.enum(['file', 'pay']),
        max: z.int(),
        n: z.int(),
        bad: z.int(),
        iv: z.number().nullable(),
        band: z.enum(BANDS).nullable(),
        reversed: z.boolean(),
        bins: z.array(z.object({ bin: z.enum(BINS), n: z.int(), bad: z.int() })),
      }),
    ),
  }),
})
