import type { Finding } from '../../../core/credit/exposure.ts'
import type { Grade } from '../../../core/credit/scale.ts'

/** Money in stored findings is a number already. */
export function asFinding(stored: unknown): Finding {
  const one = stored as Record<string, number> & { code: Finding['code'] }
  if (one.code === 'refused') return { code: one.code }
  if (one.code === 'written_off') return { code: one.code, fen: BigInt(one['fen']!) }
  if (one.code === 'overdue') return { code: one.code, days: one['days']!, fen: BigInt(one['fen']!) }
  if (one.code === 'documents_lacking') return stored as Extract<Finding, { code: 'documents_lacking' }>
  if (one.code === 'term_beyond')
    return { code: one.code, grade: gradeIn(one), days: one['days']!, allowedDays: one['allowedDays']! }
  if (one.code === 'prepay_short')
    return {
      ...{ code: one.code, grade: gradeIn(one) },
      ...{ needFen: BigInt(one['needFen']!), haveFen: BigInt(one['haveFen']!) },
    }
  const [exposureFen, limitFen, overFen] = ['exposureFen', 'limitFen', 'overFen'].map((key) =>
    BigInt(one[key]!),
  )
  return { code: one.code, exposureFen: exposureFen!, limitFen: limitFen!, overFen: overFen! }
}

function gradeIn(stored: object): Grade {
  return (stored as { grade: Grade }).grade
}
