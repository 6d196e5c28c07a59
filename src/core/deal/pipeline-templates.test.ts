import { expect, test } from 'vitest'
import { applyTemplate, PIPELINE_TEMPLATES, TRADES } from './pipeline-templates.ts'
import { DEFAULT_STAGES } from './stages.ts'

test.each(TRADES)('%s has every node that imports and rules know, once, with rising chances', (trade) => {
  const stages = PIPELINE_TEMPLATES[trade]
  const keys = stages.flatMap(({ key }) => (key === null ? [] : [key]))
  expect(keys.toSorted()).toEqual(DEFAULT_STAGES.map(({ key }) => key).toSorted())
  expect(stages.slice(-2).map(({ kind }) => kind)).toEqual(['won', 'lost'])
  const chances = stages.filter(({ kind }) => kind === 'open').map(({ probabilityBp }) => probabilityBp)
  expect(chances).toEqual(chances.toSorted((a, b) => a - b))
  expect(stages.filter(({ asksQuote }) => asksQuote)).toHaveLength(1)
})

test('stages that are there keep their identity, extras are new', () => {
  const present = DEFAULT_STAGES.map(({ key }) => ({ key, id: `id-${key}` }))
  const stages = applyTemplate('distribution', present)
  expect(stages.map(({ id, name }) => [id ?? null, name])).toEqual([
    ['id-reach', '开发联系'],
    ['id-need', '询价'],
    ['id-quote', '报价'],
    [null, '确认货期'],
    ['id-sign', '下单'],
    ['id-won', '赢单'],
    ['id-lost', '输单'],
  ])
})
