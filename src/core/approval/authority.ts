import type { Role } from '../permission.ts'
import type { Directory } from '../watch/responsible.ts'
import type { FlowFacts } from './flow.ts'

/**
 * One line of the authority matrix (授权表): who may decide about what, up to which amount, term and departure
 * from the norm (C056 C180).
 */
export type AuthorityLine = {
  kind: string
  holder: { role: Role } | { userId: string }
  /** null: no upper end */
  upToFen: bigint | null
  upToDays: number | null
  /** how far below the floor price, or how much of the clauses; left out: no upper end */
  upToDeviationBp?: number | null | undefined
}

/** What somebody may grant; null has no upper end, 0 is nothing. */
export type Authority = { upToFen: bigint | null; upToDays: number | null; upToDeviationBp: number | null }

const NONE: Authority = { upToFen: 0n, upToDays: 0, upToDeviationBp: 0 }
const ALL: Authority = { upToFen: null, upToDays: null, upToDeviationBp: null }

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
        upToDeviationBp: widest(best.upToDeviationBp, line.upToDeviationBp ?? null),
      }
    }
  }
  return best
}

/** Whether an authority reaches this far. What is not known is beyond everybody but the boss. */
export function covers(authority: Authority, extent: Extent): boolean {
  return (
    reaches(authority.upToFen, extent.amountFen) &&
    reaches(authority.upToDays, extent.days) &&
    (extent.deviationBp === undefined || reaches(authority.upToDeviationBp, extent.deviationBp))
  )
}

/** How far an authority has to reach; a document that has no norm to depart from leaves the last one out. */
export type Extent = Pick<FlowFacts, 'amountFen' | 'days'> & Partial<Pick<FlowFacts, 'deviationBp'>>

function reaches<N extends bigint | number>(upTo: N | null, wanted: N | null): boolean {
  return upTo === null || (wanted !== null && wanted <= upTo)
}

function widest<N extends bigint | number>(a: N | null, b: N | null): N | null {
  if (a === null || b === null) return null
  return a > b ? a : b
}
