import { z } from 'zod'

const bp = z.int().min(0).max(10_000)

/** What suggested limits are reckoned with, as the company sets them. */
export const suggestRules = z.object({
  shareBp: z.record(z.enum(['A', 'B', 'C', 'D']), z.int().min(0).max(50_000)),
  worthBp: bp,
  concentrationBp: bp,
  newPrepayBp: bp,
  newOnTime: z.int().min(0).max(50),
})

/** Of a new customer: invoices paid in time, how many it takes, and the share in advance until then. */
export const ladder = z.object({ onTime: z.int(), needed: z.int(), prepayBp: z.int() }).nullable()
