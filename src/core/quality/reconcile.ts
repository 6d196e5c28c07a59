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
}

export type Found = Finding & { fingerprint: string; menderId: string }

export type Reconciled = {
  fresh: Found[]
  /** open ones whose value, mender or proposal is another now */
  renewed: { id: string; found: Found }[]
  /** ids of those that are found no more */
  cleared: string[]
}

/**
 * What a check that has run does to the defects that are kept (C204). One that is still there keeps its first
 * day, also when its value is wrong in another way now. One that was dismissed with exactly this value stays
 * away.
 */
export function reconcile(
  open: readonly Kept[],
  dismissed: readonly Kept[],
  found: readonly Found[],
): Reconciled {
  const waiting = new Map(open.map((kept) => [keyOf(kept), kept]))
  const right = new Set(dismissed.map((kept) => `${keyOf(kept)} ${kept.fingerprint}`))
  const result: Reconciled = { fresh: [], renewed: [], cleared: [] }
  for (const one of found) {
    const key = keyOf(one)
    if (right.has(`${key} ${one.fingerprint}`)) continue
    const kept = waiting.get(key)
    waiting.delete(key)
    if (!kept) result.fresh.push(one)
    else if (isOther(kept, one)) result.renewed.push({ id: kept.id, found: one })
  }
  result.cleared = [...waiting.values()].map(({ id }) => id)
  return result
}

function keyOf(one: { check: string; recordId: string; otherId?: string | null }): string {
  return `${one.check} ${one.recordId} ${one.otherId ?? ''}`
}

function isOther(kept: Kept, found: Found): boolean {
  return (
    kept.fingerprint !== found.fingerprint ||
    kept.menderId !== found.menderId ||
    kept.hasFix !== (found.fix !== undefined)
  )
}
