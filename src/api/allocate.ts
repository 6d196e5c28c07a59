import { z } from 'zod'
import { fen, id } from './route.ts'

/** What money is set against: what is due longest, nothing yet, or these instalments with these amounts. */
export const allocate = z
  .union([
    z.literal('oldest'),
    z.literal('none'),
    z
      .array(z.object({ instalmentId: id, amountFen: fen }))
      .min(1)
      .max(200),
  ])
  .default('oldest')
