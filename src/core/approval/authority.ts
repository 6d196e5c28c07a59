import type { Role } from '../permission.ts'
import type { Directory } from '../watch/responsible.ts'
import type { FlowFacts } from './flow.ts'

/** One line of the authority matrix (授权表): who may decide about what, up to which amount and term (C180). */
export type AuthorityLine = {
  kind: string
  holder: { role: Role } | { userId: string }
  /** null: no upper end */
  upToFen: bigint | null
  upToDays: number | null
}

/** What somebody may grant; null has no upper end, 0 is nothing. */
export type Authority = { upToFen: bigint | null; upToDays: number | null }

const NONE: Authority = { upToFen: 0n, upToDays: 0 }
const ALL: Authority = { upToFen: null, upToDays: null }

/**
 * The widest of a person's lines: by role and in person. The boss may decide about everything. Somebody who
 * is not in the directory (a name from a ledger, a departed person) may decide about nothing.
 */
export function authorityOf(
  directory: Directory,
  lines: readonly AuthorityLine[],
  { userId, kind }: { userId: string; kind: string },
): Authority {
  const holds = (role: Role) => directory.holders.get(role)?.includes(userId) ?? false
  if (holds('boss')) return ALL
  if (!directory.people.has(userId)) return NONE
  let best = NONE
  for (const line of lines) {
    const isOwn = 'role' in line.holder ? holds(line.holder.role) : line.holder.userId === userId
    if (line.kind === kind && isOwn) {
      best = {
        upToFen: widest(best.upToFen, line.upToFen),
        upToDays: widest(best.upToDays, line.upToDays),
      }
    }
  }
  return best
}

/** Whether an authority reaches this far. What is not known is beyond everybody but the boss. */
export function covers(authority: Authority, extent: Pick<FlowFacts, 'amountFen' | 'days'>): boolean {
  const { upToFen, upToDays } = authority
  const { amountFen, days } = extent
  const reachesAmount = upToFen === null || (amountFen !== null && amountFen <= upToFen)
  return reachesAmount && (upToDays === null || (days !== null && days <= upToDays))
}

function widest<N extends bigint | number>(a: N | null, b: N | null): N | null {
  if (a === null || b === null) return null
  return a > b ? a : b
}
