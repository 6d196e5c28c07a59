import { type Condition, isLeaf, type Leaf, type Rule } from './rule.ts'

/** 'closed' = the subject is out of the game (deal decided, instalment paid): never a reason to warn. */
export type Truth = 'true' | 'false' | 'unknown' | 'closed'

/**
 * Kleene's three values and 'closed', which survives negation and makes a conjunction closed. Every leaf is
 * read, in the order it is written.
 */
export function truthOf(condition: Condition, read: (leaf: Leaf) => Truth): Truth {
  if (isLeaf(condition)) return read(condition)
  if ('not' in condition) return not(truthOf(condition.not, read))
  if ('all' in condition) {
    return strongest(
      condition.all.map((part) => truthOf(part, read)),
      ['false', 'closed', 'unknown', 'true'],
    )
  }
  return strongest(
    condition.any.map((part) => truthOf(part, read)),
    ['true', 'unknown', 'false', 'closed'],
  )
}

/**
 * Whether an open alert may clear. While the condition holds, no clear condition may end the alert: it would
 * open again at the same instant.
 */
export function whenOver(rule: Rule, truth: Truth, read: (leaf: Leaf) => Truth): Truth {
  const clear = rule.clear ? truthOf(rule.clear, read) : not(truth)
  if (truth === 'closed') return 'closed'
  return truth === 'true' ? 'false' : clear
}

function strongest(parts: readonly Truth[], order: readonly Truth[]): Truth {
  return order.find((truth) => parts.includes(truth)) ?? 'unknown'
}

function not(truth: Truth): Truth {
  if (truth === 'true') return 'false'
  return truth === 'false' ? 'true' : truth
}
