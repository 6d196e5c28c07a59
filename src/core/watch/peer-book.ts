import type { Instant } from '../calendar.ts'
import { isMostlyAway } from './away.ts'
import { dayIndexOf } from './day-index.ts'
import { fieldsAt, type History, isSilent } from './evaluate.ts'
import { readingAt, spanOf } from './fold.ts'
import type { Group, PeerBook } from './peers.ts'
import type { FieldValue } from './rule.ts'

/**
 * The peers among these histories. Each question is answered once and kept, because every subject of the
 * kind asks the same at the same points of the grid. Reads nothing but what is known at the instant asked.
 */
export function peerBook(members: readonly History[]): PeerBook {
  const answers = new Map<string, ReturnType<PeerBook>>()
  return ({ metric, field, at }) => {
    const key = `${metric} ${field} ${at}`
    let answer = answers.get(key)
    if (!answer) {
      answer = standingsAt(members, { metric, field, at })
      answers.set(key, answer)
    }
    return answer
  }
}

function standingsAt(
  members: readonly History[],
  { metric, field, at }: { metric: string; field: string; at: Instant },
): Map<FieldValue, Group> {
  const groups = new Map<FieldValue, { id: string; value: number }[]>()
  for (const member of members) {
    const series = member.series.get(metric)
    const group = fieldsAt(member, at)[field] ?? null
    if (!series || group === null || isGone(member, at) || isSilent(member, at)) continue
    const { value } = readingAt(series, at)
    const days = spanOf(series.def.fold)
    const isAway = days !== null && isMostlyAway(member.away ?? [], at, days, dayIndexOf(at))
    if (value === null || isAway) continue
    const own = groups.get(group)
    const standing = { id: member.subject.id, value }
    if (own) own.push(standing)
    else groups.set(group, [standing])
  }
  return new Map([...groups].map(([group, standings]) => [group, inOrder(standings)]))
}

/** Who has left is nobody's peer. */
function isGone({ endsAt }: History, at: Instant): boolean {
  return endsAt !== undefined && at >= endsAt
}

function inOrder(standings: { id: string; value: number }[]): Group {
  standings.sort((a, b) => a.value - b.value)
  return {
    values: standings.map(({ value }) => value),
    placeOf: new Map(standings.map(({ id }, index) => [id, index])),
  }
}
