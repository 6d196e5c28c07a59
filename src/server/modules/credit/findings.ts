import type { Finding } from '../../../core/credit/exposure.ts'

/** Money in stored findings is a number already. */
export function asFinding(stored: unknown): Finding {
  const one = stored as Record<string, number> & { code: Finding['code'] }
  if (one.code === 'refused') return { code: one.code }
  if (one.code === 'written_off') return { code: one.code, fen: BigInt(one['fen']!) }
  if (one.code === 'overdue') return { code: one.code, days: one['days']!, fen: BigInt(one['fen']!) }
  const [exposureFen, limitFen, overFen] = ['exposureFen', 'limitFen', 'overFen'].map((key) =>
    BigInt(one[key]!),
  )
  return { code: one.code, exposureFen: exposureFen!, limitFen: limitFen!, overFen: overFen! }
}
