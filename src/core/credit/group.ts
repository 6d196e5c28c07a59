import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** Companies that owe together, and what all of them may owe; null: no limit of their own. */
export type Group = { memberIds: readonly string[]; limitFen: Fen | null }

export type GroupRefusal = 'credit_group_without' | 'credit_group_limit_below_zero'

/** `about`: the customer on whose page it is written. Alone with it, the group is dissolved. */
export function checkGroup({ memberIds, limitFen }: Group, about: string): Result<null, GroupRefusal> {
  if (!memberIds.includes(about)) return refuse('credit_group_without')
  if (limitFen !== null && limitFen < 0n) return refuse('credit_group_limit_below_zero')
  return ok(null)
}

/**
 * The most that a change of the limit may let go, now or by orders to come, which is for whoever may release
 * as much: a limit that is set or raised takes the place of the one by grade, and whoever leaves no longer
 * shares the room of the others. What each of them may have that it had not is `freedOf`'s to say.
 */
export function freedBy(before: Group | null, after: Group): Fen {
  const together = after.memberIds.length > 1
  const limitFen = together ? after.limitFen : null
  const isRaised = limitFen !== null && (before?.limitFen == null || limitFen > before.limitFen)
  const isLifted = before?.limitFen != null && limitFen === null
  const hasLeft = (before?.memberIds ?? []).some((id) => !after.memberIds.includes(id))
  if (isRaised) return limitFen
  return isLifted || hasLeft ? (before?.limitFen ?? 0n) : 0n
}

/** Everybody in one unit with whoever was ever in a group with them; whoever never was stands alone. */
export function unitsAmong(ids: readonly string[], groups: readonly (readonly string[])[]): string[][] {
  let units: Set<string>[] = ids.map((id) => new Set([id]))
  for (const members of groups) {
    const touched = units.filter((unit) => members.some((id) => unit.has(id)))
    const joined = new Set([...touched.flatMap((unit) => [...unit]), ...members])
    units = [...units.filter((unit) => !touched.includes(unit)), joined]
  }
  return units.map((unit) => [...unit])
}
