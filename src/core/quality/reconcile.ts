import type { Day } from '../calendar.ts'
import type { Finding } from './checks.ts'

/** A defect that is kept: open, or dismissed as right as it is. */
export type Kept = {
  id: string
  check: string
  recordId: string
  otherId: string | null
  fingerprint: string
  menderId: string
  hasFix: boolean
  /** when it was seen first and by when it should be mended, also before a dismissal that was taken back */
  sinceOn: Day
  dueOn: Day
}

export type Found = Finding & { fingerprint: string; menderId: string }

export type Reconciled = {
  fresh: Found[]
  /** open ones whose value, mender or proposal is another now */
  renewed: { id: string; found: Found }[]
  /** ids of those that are found no more */
  cleared: string[]
  /** ids of dismissals whose finding is not found any more, whatever its value */
  lapsed: string[]
}

/**
 * What a check that has run does to the defects that are kept (C204). One that is still there keeps its first
 * day, also when its value is wrong in another way now. One that was dismissed with exactly this value stays
 * away for as long as it is found: what was nothing, became something and is nothing again is new.
 */
export function reconcile(
  open: readonly Kept[],
  dismissed: readonly Kept[],
  found: readonly Found[],
): Reconciled {
  const waiting = new Map(open.map((kept) => [keyOf(kept), kept]))
  const right = new Set(dismissed.map((kept) => `${keyOf(kept)} ${kept.fingerprint}`))
  const result: Reconciled = { fresh: [], renewed: [], cleared: [], lapsed: [] }
  const seen = new Set<string>()
  for (const one of found) {
    const key = keyOf(one)
    seen.add(key)
    if (right.has(`${key} ${one.fingerprint}`)) continue
    const kept = waiting.get(key)
    waiting.delete(key)
    if (!kept) result.fresh.push(one)
    else if (isOther(kept, one)) result.renewed.push({ id: kept.id, found: one })
  }
  result.cleared = [...waiting.values()].map(({ id }) => id)
  result.lapsed = dismissed.filter((kept) => !seen.has(keyOf(kept))).map(({ id }) => id)
  return result
}

/** One defect of one record, or of a pair, whatever its value. */
export function keyOf(one: { check: string; recordId: string; otherId?: string | null }): string {
  return `${one.check} ${one.recordId} ${one.otherId ?? ''}`
}

function isOther(kept: Kept, found: Found): boolean {
  return (
    kept.fingerprint !== found.fingerprint ||
    kept.menderId !== found.menderId ||
    kept.hasFix !== (found.fix !== undefined)
  )
}
