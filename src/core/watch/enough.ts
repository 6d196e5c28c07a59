import type { LeafFinding } from './evaluate.ts'
import { type Condition, isLeaf, type Leaf, leavesOf, type Rule } from './rule.ts'

/**
 * Whether a rule can speak at all (issue 4, "a rule that can never fire says so"): a line that asks for a
 * number of cases, of earlier windows or of peers is silent while there are fewer. Lines of chance say more
 * than that; see `detectable`.
 */
export function asksEnough(rule: Rule): boolean {
  return needed(rule.condition).some((leaf) => leastOf(leaf) !== null)
}

/** What one line never had enough of: cases behind its figure, peers, or a past of its own. */
export type Lack = { leaf: Leaf; of: 'cases' | 'peers' | 'past'; least: number; most: number }

/** Leaves without which the rule cannot hold: those that all must; of alternatives none alone is needed. */
function needed(condition: Condition): Leaf[] {
  if (isLeaf(condition)) return [condition]
  return 'all' in condition ? condition.all.flatMap(needed) : []
}

function leastOf({ threshold, minN }: Leaf): Pick<Lack, 'of' | 'least'> | null {
  if (threshold.kind === 'statistical') return null
  if (threshold.kind === 'peers') return { of: 'peers', least: threshold.minPeers }
  if (minN !== undefined) return { of: 'cases', least: minN }
  if (threshold.kind === 'own-past' || threshold.kind === 'earlier-month')
    return { of: 'past', least: threshold.minN }
  return null
}

/** What was found of each subject at each of many moments. */
export type Looks = {
  add: (leaves: readonly LeafFinding[]) => void
  /** the first line that nobody ever had enough for; null: the rule can speak, or nobody was looked at */
  lack: () => Lack | null
}

export function looksAt(rule: Rule): Looks {
  const all = leavesOf(rule.condition)
  const asked = needed(rule.condition).flatMap((leaf) => {
    const least = leastOf(leaf)
    return least ? [{ leaf, ...least, place: all.indexOf(leaf), most: 0, looks: 0, judged: 0 }] : []
  })
  return {
    add: (leaves) => {
      for (const one of asked) {
        const found = leaves[one.place]
        if (!found || found.missing === 'closed') continue
        one.looks += 1
        if (found.missing === null || found.missing === 'late') one.judged += 1
        one.most = Math.max(one.most, one.of === 'peers' ? (found.peers ?? 0) : found.n)
      }
    },
    lack: () => {
      const silent = asked.find(({ looks, judged }) => looks > 0 && judged === 0)
      if (!silent) return null
      const { leaf, of, least, most } = silent
      return { leaf, of, least, most }
    },
  }
}
