import type { Fen } from '../money.ts'

/** From which day the age of a claim is counted: its due day, or the day of its invoice (C093). */
export const AGEING_BASES = ['due', 'issue'] as const
export type AgeingBasis = (typeof AGEING_BASES)[number]

/** Whose claims are added up; a customer's town stands for its region. */
export const AGEING_GROUPS = ['customer', 'rep', 'team', 'city', 'grade'] as const
export type AgeingBy = (typeof AGEING_GROUPS)[number]

/** The key of those of whom it is not known. */
export const NO_GROUP = 'none'

type Aged = {
  group: string
  groupName: string | null
  openFen: Fen
  overdueFen: Fen
  disputedFen: Fen
  maxOverdueDays: number
  bucketFen: readonly Fen[]
}
export type AgeingGroup = {
  key: string
  name: string | null
  customers: number
  openFen: Fen
  overdueFen: Fen
  disputedFen: Fen
  maxOverdueDays: number
  bucketFen: Fen[]
}

/** Every customer is in one group and one only: whatever they are grouped by, the sums are the same. */
export function groupAged(rows: readonly Aged[]): AgeingGroup[] {
  const groups = new Map<string, AgeingGroup>()
  for (const row of rows) {
    const group = groups.get(row.group)
    if (!group) {
      const { group: key, groupName: name, bucketFen, ...figures } = row
      groups.set(key, { key, name, customers: 1, ...figures, bucketFen: [...bucketFen] })
      continue
    }
    group.customers += 1
    group.openFen += row.openFen
    group.overdueFen += row.overdueFen
    group.disputedFen += row.disputedFen
    group.maxOverdueDays = Math.max(group.maxOverdueDays, row.maxOverdueDays)
    row.bucketFen.forEach((fen, index) => {
      group.bucketFen[index] = (group.bucketFen[index] ?? 0n) + fen
    })
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(b.overdueFen - a.overdueFen) || Number(b.openFen - a.openFen) || (a.key < b.key ? -1 : 1),
  )
}
