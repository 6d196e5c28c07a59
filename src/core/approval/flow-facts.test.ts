import { describe, expect, it } from 'vitest'
import { type Flow, type FlowCondition, type FlowFacts, type FlowTest, holds } from './flow.ts'
import { soundFlow, storedFlow, unknownFacts } from './flow-facts.ts'

const facts: FlowFacts = {
  ...{
    amountFen: 100n,
    days: 0,
    type: ['free'],
    marginBp: null,
    grade: 'B',
    level: 'normal',
    deviationBp: 0,
  },
}
const flowOf = (...tests: FlowTest[]): Flow => flowWhen({ match: 'all', tests })
function flowWhen(when: FlowCondition | null): Flow {
  const name = { zh: '法务', en: 'Legal' }
  const step = { key: 'legal', name, when, approvers: [{ by: 'role', role: 'legal' }] as const }
  const rest = { mode: 'any', needsAuthority: false, timeoutMinutes: 540, copies: [] } as const
  const nodes = [{ kind: 'step' as const, ...step, ...rest, guide: { zh: '', en: '' } }]
  return { nodes, repeats: 'once', expiresAfterWorkdays: 20, copies: [] }
}
const whenOf = ({ nodes: [node] }: Flow) => (node?.kind === 'step' ? node.when : null)
const grade = (...values: string[]): FlowTest => ({ field: 'grade', op: 'in', values })

describe('a condition nobody can answer asks one person more', () => {
  it.each<[string, string, FlowTest]>([
    ['a word nobody knows', 'quote', grade('优质')],
    ['a fact its kind does not have', 'penalty', { field: 'marginBp', op: 'lt', value: 1_000 }],
    ['a type of another kind', 'quote', { field: 'type', op: 'in', values: ['bankrupt'] }],
  ])('%s', (_, kind, test) => {
    expect(holds(whenOf(soundFlow(kind, flowOf(test))), facts)).toBe(true)
    expect(holds(whenOf(soundFlow(kind, flowWhen({ match: 'any', tests: [test, grade('D')] }))), facts)).toBe(
      true,
    )
  })

  it('and leaves what can be answered beside it in force', () => {
    const sound = soundFlow('quote', flowOf(grade('D'), grade('优质')))
    expect(whenOf(sound)).toEqual({ match: 'all', tests: [grade('D')] })
    expect(holds(whenOf(sound), facts)).toBe(false)
  })
})

it.each<[FlowTest, FlowTest]>([
  [grade('key'), { field: 'level', op: 'in', values: ['key'] }],
  [grade('重点', ' 普通 '), { field: 'level', op: 'in', values: ['key', 'normal'] }],
  [grade('d', 'Ｃ级'), grade('D', 'C')],
  [grade('未评级'), grade('unrated')],
  [grade('key', 'A'), grade('key', 'A')],
])('what was kept before grade and level were two facts: %j', (kept, now) => {
  expect(whenOf(storedFlow(flowOf(kept)))?.tests).toEqual([now])
})

it('of several types at once each counts, whichever comes first', () => {
  const both = { ...facts, type: ['below_floor', 'unlisted'] }
  const test = (op: 'in' | 'not-in', value: string): FlowCondition => ({
    match: 'all',
    tests: [{ field: 'type', op, values: [value] }],
  })
  expect(holds(test('in', 'unlisted'), both)).toBe(true)
  expect(holds(test('not-in', 'below_floor'), both)).toBe(true)
  expect(holds(test('in', 'free'), both)).toBe(false)
})

it('says which facts a flow asks for in vain', () => {
  const flow = flowOf({ field: 'marginBp', op: 'lt', value: 1_000 }, grade('D'))
  expect(unknownFacts(flow, facts)).toEqual(['marginBp'])
  expect(unknownFacts(flow, { ...facts, marginBp: 5 })).toEqual([])
})
