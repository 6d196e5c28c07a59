import type { Instant } from '../calendar.ts'
import type { MetricDef } from './metric.ts'
import type { FieldValue, Threshold } from './rule.ts'

export type PeerThreshold = Extract<Threshold, { kind: 'peers' }>

/** The readings of a group in order, and which of them is whose. */
export type Group = { values: readonly number[]; placeOf: ReadonlyMap<string, number> }

/** The readings of everybody of one kind at an instant, by the value of a field. */
export type PeerBook = (ask: { metric: string; field: string; at: Instant }) => ReadonlyMap<FieldValue, Group>

/** Where the line runs among the others of the group; `count` of them have a reading. */
export type PeerLine = { threshold: number | null; middle: number | null; count: number }

const UNDRAWN: PeerLine = { threshold: null, middle: null, count: 0 }

/**
 * A share of the others' readings (C120), moved to the bad side by the tolerance: somebody is always last,
 * so being last must not be enough. A subject is not its own peer, and one without a group has none.
 */
export function peerLine(
  threshold: PeerThreshold,
  { id, def, group }: { id: string; def: MetricDef; group: FieldValue },
  groups: ReturnType<PeerBook>,
): PeerLine {
  const own = group === null ? undefined : groups.get(group)
  if (!own) return UNDRAWN
  const place = own.placeOf.get(id)
  const count = own.values.length - (place === undefined ? 0 : 1)
  if (count < threshold.minPeers) return { ...UNDRAWN, count }
  const other = (index: number) => own.values[place === undefined || index < place ? index : index + 1]!
  const pct = def.bad === 'low' ? 100 - threshold.tolerancePct : 100 + threshold.tolerancePct
  const line = (between(other, count, threshold.percentile / 100) * pct) / 100
  return { threshold: line, middle: between(other, count, 0.5), count }
}

/** Quantile of values in order by linear interpolation, without making a list of them. */
function between(value: (index: number) => number, count: number, p: number): number {
  const at = (count - 1) * p
  const low = Math.floor(at)
  const high = Math.min(low + 1, count - 1)
  return value(low) + (at - low) * (value(high) - value(low))
}
