import { describe, expect, it } from 'vitest'
import type { Role } from '../permission.ts'
import type { Bilingual } from '../watch/subject.ts'
import { type Cell, contradictionsOf, type Reality, STEP_IDS, stoodIn, USUAL_MATRIX } from './matrix.ts'

const EXPIRING = { zh: '合同快到期', en: 'Contract is about to expire' }
const EVERYBODY: Role[] = ['rep', 'manager', 'finance', 'legal', 'boss']
const reality = (change: Partial<Reality> = {}): Reality => ({
  asked: new Map([['quote', new Set<Role>(['manager'])]]),
  held: new Set(EVERYBODY),
  alerted: new Map(),
  ...change,
})
const quote = (cells: Partial<Record<Role, Cell['duties']>>): Cell[] =>
  Object.entries(cells).map(([role, duties]) => ({ step: 'quote', role: role as Role, duties }))
const codes = (cells: Cell[], real = reality()) =>
  contradictionsOf(cells, real)
    .filter(({ step }) => step === 'quote')
    .map(({ code, role }) => (role ? `${code} ${role}` : code))

describe('what is written', () => {
  it('says for every step who does it, and one who decides', () => {
    expect(codes(quote({ rep: ['R'], manager: ['A'] }))).toEqual([])
    expect(codes(quote({ rep: ['I'] }))).toEqual([
      ...['nobody_does', 'nobody_decides', 'asked_beside manager'],
    ])
    expect(codes(quote({ rep: ['R'], manager: ['A'], boss: ['A'] }))).toContain('many_decide')
  })

  it('an empty matrix says nothing, and nothing is said of it', () => {
    expect(contradictionsOf([], reality())).toEqual([])
  })
})

describe('what the system does', () => {
  it('lets nobody do what their role may not', () => {
    expect(codes(quote({ legal: ['R'], manager: ['A'] }))).toEqual(['may_not legal'])
  })

  it('asks whoever decides, and nobody whom the matrix does not name', () => {
    const asked = new Map([['quote', new Set<Role>(['finance'])]])
    const cells = quote({ rep: ['R'], manager: ['A'] })
    expect(codes(cells, reality({ asked }))).toEqual(['not_asked manager', 'asked_beside finance'])
    expect(codes(quote({ rep: ['R'], manager: ['A'], finance: ['C'] }), reality())).toEqual([])
  })

  it('leaves to the boss what is a role’s that nobody holds', () => {
    expect(stoodIn(quote({ legal: ['C'], boss: ['A'] }), new Set<Role>(['boss']))).toEqual([
      { step: 'quote', role: 'boss', duties: ['A', 'C'] },
    ])
    const held = new Set<Role>(['rep', 'boss'])
    const found = codes(quote({ rep: ['R'], manager: ['A'] }), reality({ held }))
    expect(found).toEqual(['nobody_holds manager'])
  })

  it('alerts whom the matrix names for alerts', () => {
    const alerted = new Map<Role, Bilingual[]>([['auditor', [EXPIRING]]])
    const found = contradictionsOf([...USUAL_MATRIX], reality({ alerted }))
    expect(found).toContainEqual({
      ...{ step: 'alert', code: 'alerted_beside', role: 'auditor', rules: [EXPIRING] },
    })
  })
})

it('what is offered to begin with names somebody who does and one who decides for every step', () => {
  const held = new Set<Role>([...EVERYBODY, 'assistant'])
  const own = contradictionsOf(USUAL_MATRIX, reality({ held })).filter(({ code }) =>
    ['nobody_does', 'nobody_decides', 'many_decide', 'may_not'].includes(code),
  )
  expect(own).toEqual([])
  expect(new Set(USUAL_MATRIX.map(({ step }) => step)).size).toBe(STEP_IDS.length)
})
