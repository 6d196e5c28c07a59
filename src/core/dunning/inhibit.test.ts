import { describe, expect, test } from 'vitest'
import { FRIENDLY_RULES, INHIBITIONS, type Inhibition, inhibitedBy, UNINHIBITED } from './inhibit.ts'
import { PLAN_GROUPS, ruleCode, STAGE_CODES } from './stage.ts'

const having = (...reasons: Inhibition[]) => new Set(reasons)

describe('who hears no friendly word', () => {
  test.each(
    STAGE_CODES.map((stage) => [stage, ['soon', 'today', 'call', 'manager'].includes(stage)] as const),
  )('stage %s is inhibited: %s, and so is its rule in every group', (stage, isFriendly) => {
    for (const reason of INHIBITIONS) {
      const expected = isFriendly ? reason : null
      expect(inhibitedBy({ stage }, having(reason))).toBe(expected)
      expect(inhibitedBy({ rule: ruleCode(stage, 'all') }, having(reason))).toBe(expected)
      expect(inhibitedBy({ rule: ruleCode(stage, 'key') }, having(reason))).toBe(expected)
    }
  })

  test('without a reason nothing is inhibited', () => {
    for (const stage of STAGE_CODES) expect(inhibitedBy({ stage }, UNINHIBITED)).toBeNull()
    expect(inhibitedBy('reminder', UNINHIBITED)).toBeNull()
  })

  test('a polite message is friendly whatever stage its instalment has reached', () => {
    expect(inhibitedBy('reminder', having('inhibited_lawyer'))).toBe('inhibited_lawyer')
  })

  test('the strongest of several reasons is named', () => {
    expect(inhibitedBy('reminder', having('inhibited_dispute', 'inhibited_lawyer'))).toBe('inhibited_lawyer')
    expect(inhibitedBy('reminder', new Set([...INHIBITIONS].reverse()))).toBe('inhibited_legal_hold')
  })

  test('rules of other families are never inhibited', () => {
    expect(inhibitedBy({ rule: 'dispute-open-14' }, having('inhibited_dispute'))).toBeNull()
    expect(FRIENDLY_RULES).toHaveLength(4 * PLAN_GROUPS.length)
  })
})
