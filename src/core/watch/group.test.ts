import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GroupMember, groupsOf, isTeamMatter } from './group.ts'

const member = fc.record({
  alertId: fc.uuid(),
  ruleId: fc.constantFrom('r', 's'),
  mode: fc.constantFrom('on' as const, 'trial' as const),
  personId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  teamId: fc.constantFrom('east', 'west'),
  day: fc.constantFrom('2026-03-02', '2026-03-03'),
})

describe('when alerts about people are a matter of their team', () => {
  it.each([
    [2, 3, false],
    [3, 3, true],
    [3, 5, true],
    [3, 7, true],
    [3, 8, false],
    [4, 10, true],
    [4, 11, false],
  ])('%i of %i: %s', (people, size, is) => {
    expect(isTeamMatter(people, size)).toBe(is)
  })

  it('counts people and not alerts, within one day, rule, team and mode', () => {
    const of = (alertId: string, personId: string, rest: Partial<GroupMember> = {}): GroupMember => ({
      ...{ alertId, ruleId: 'r', mode: 'on', personId, teamId: 'east', day: '2026-03-02' },
      ...rest,
    })
    const two = [of('1', 'a'), of('2', 'b'), of('3', 'b')]
    expect(groupsOf(two, () => 5)).toEqual([])
    const others = [of('4', 'c', { day: '2026-03-03' }), of('5', 'c', { teamId: 'west' })]
    expect(groupsOf([...two, ...others, of('6', 'c', { mode: 'trial' })], () => 5)).toEqual([])
    const [group] = groupsOf([of('9', 'c'), ...two, ...others], () => 5)
    expect(group!.members.map(({ alertId }) => alertId)).toEqual(['1', '2', '3', '9'])
  })

  it('tells the same groups in whatever order and however often the alerts are looked at', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(member, { maxLength: 40, selector: ({ alertId }) => alertId }),
        fc.infiniteStream(fc.nat()),
        (alerts, order) => {
          const shuffled = alerts
            .map((one) => ({ one, at: order.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one)
          const key = (groups: ReturnType<typeof groupsOf>) => groups.map((one) => JSON.stringify(one)).sort()
          expect(key(groupsOf(shuffled, () => 6))).toEqual(key(groupsOf(alerts, () => 6)))
        },
      ),
    )
  })
})
