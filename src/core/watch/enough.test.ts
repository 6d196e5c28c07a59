import { describe, expect, it } from 'vitest'
import { draftRule } from './compose.ts'
import { asksEnough, looksAt } from './enough.ts'
import type { LeafFinding } from './evaluate.ts'
import type { Condition, Leaf, Rule } from './rule.ts'

const peers: Leaf = {
  metric: 'follow_ups_week',
  op: 'lt',
  threshold: { kind: 'peers', field: 'team', percentile: 10, tolerancePct: 20, minPeers: 4 },
}
const plain: Leaf = { metric: 'follow_ups_week', op: 'lt', threshold: { kind: 'fixed', value: 3 } }
const ruleOf = (condition: Condition): Rule => ({ ...draftRule('own-1', 'rep'), version: 1, condition })

const found = (leaf: Partial<LeafFinding>) =>
  ({ truth: 'unknown', n: 0, missing: null, ...leaf }) as LeafFinding
const few = (count: number) => found({ missing: 'too_few', peers: count, n: count })
const judged = found({ truth: 'false' })

describe('a rule that can never speak', () => {
  it('is one whose needed line nobody ever had enough for, and says how far they came', () => {
    const looks = looksAt(ruleOf({ all: [plain, peers] }))
    for (const count of [1, 3, 2]) looks.add([judged, few(count)])
    expect(looks.lack()).toMatchObject({ of: 'peers', least: 4, most: 3 })
    looks.add([judged, judged])
    expect(looks.lack()).toBeNull()
  })

  it('is none of which an alternative may speak, nor one that nobody was looked at for', () => {
    expect(asksEnough(ruleOf({ any: [plain, peers] }))).toBe(false)
    expect(asksEnough(ruleOf(plain))).toBe(false)
    expect(asksEnough(ruleOf({ ...plain, minN: 5 }))).toBe(true)
    expect(looksAt(ruleOf(peers)).lack()).toBeNull()
  })

  it('waits for data that is late and for data that is missing in different ways', () => {
    const looks = looksAt(ruleOf({ ...plain, minN: 5 }))
    looks.add([found({ missing: 'no_data' })])
    expect(looks.lack()).toMatchObject({ of: 'cases', least: 5, most: 0 })
    looks.add([found({ missing: 'late' })])
    expect(looks.lack()).toBeNull()
  })
})
