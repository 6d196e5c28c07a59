import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, startOfDay } from '../calendar.ts'
import type { Role } from '../permission.ts'
import { assign, type Directory, type DirectoryPerson, informedPeople, isPresent } from './responsible.ts'
import type { Addressee } from './rule.ts'

const D: Day = '2026-03-02'
const at = startOfDay(D) + 1

function person(id: string, rest: Partial<DirectoryPerson> = {}): DirectoryPerson {
  return { id, managerId: null, backupId: null, activeFrom: null, activeUntil: null, ...rest }
}

function directory(people: DirectoryPerson[], rest: Partial<Directory> = {}): Directory {
  return {
    people: new Map(people.map((one) => [one.id, one])),
    absences: [],
    holders: new Map<Role, string[]>([['boss', ['boss']]]),
    ...rest,
  }
}

const team = [
  person('rep', { managerId: 'lead', backupId: 'mate' }),
  person('mate', { managerId: 'lead' }),
  person('lead', { managerId: 'head' }),
  person('head', { managerId: 'boss' }),
  person('boss'),
]
const record = { responsibleId: 'rep', backupId: null }

function away(userId: string, backupId: string | null = null) {
  return { userId, from: D, to: addDays(D, 3), backupId }
}

describe('assign', () => {
  it.each<[string, string[], Addressee, string, string]>([
    ['present', [], 'subject-responsible', 'rep', 'responsible'],
    ['absent: the backup', ['rep'], 'subject-responsible', 'mate', 'backup'],
    ['absent with the backup: the manager', ['rep', 'mate'], 'subject-responsible', 'lead', 'manager'],
    ['up the line', ['rep', 'mate', 'lead'], 'subject-responsible', 'head', 'chain'],
    [
      'nobody there at all: the boss answers',
      ['rep', 'mate', 'lead', 'head', 'boss'],
      'subject-responsible',
      'boss',
      'boss',
    ],
    ['the manager of the responsible', [], 'manager', 'lead', 'responsible'],
    ['a role nobody holds falls to the boss', [], 'legal', 'boss', 'boss'],
  ])('%s', (_, absent, to, userId, via) => {
    const company = directory(team, { absences: absent.map((id) => away(id)) })
    expect(assign(company, to, record, at)).toEqual({ userId, via })
  })

  it('the backup named for this absence goes before the standing one', () => {
    const company = directory(team, { absences: [away('rep', 'head')] })
    expect(assign(company, 'subject-responsible', record, at).userId).toBe('head')
    expect(assign(company, 'subject-responsible', { ...record, backupId: 'lead' }, at).userId).toBe('lead')
  })

  it('the day after the absence it is the responsible again', () => {
    const company = directory(team, { absences: [away('rep')] })
    expect(assign(company, 'subject-responsible', record, startOfDay(addDays(D, 3))).userId).toBe('mate')
    expect(assign(company, 'subject-responsible', record, startOfDay(addDays(D, 4))).userId).toBe('rep')
  })

  it('a ring of managers ends at the boss', () => {
    const ring = [person('a', { managerId: 'b' }), person('b', { managerId: 'a' }), person('boss')]
    const company = directory(ring, { absences: [away('a'), away('b')] })
    expect(assign(company, 'subject-responsible', { responsibleId: 'a', backupId: null }, at).userId).toBe(
      'boss',
    )
  })

  it('always names exactly one person, present whenever the boss is', () => {
    const ids = ['p0', 'p1', 'p2', 'p3', 'p4', 'boss']
    const maybeId = fc.option(fc.constantFrom(...ids), { nil: null })
    const anyone = fc.record({
      managerId: maybeId,
      backupId: maybeId,
      activeFrom: fc.option(
        fc.integer({ min: 0, max: 20 }).map((day) => startOfDay(addDays(D, day))),
        { nil: null },
      ),
      activeUntil: fc.option(
        fc.integer({ min: 0, max: 20 }).map((day) => startOfDay(addDays(D, day))),
        { nil: null },
      ),
    })
    const absence = fc.record({
      userId: fc.constantFrom(...ids.slice(0, 5)),
      from: fc.integer({ min: 0, max: 15 }).map((day) => addDays(D, day)),
      to: fc.integer({ min: 10, max: 20 }).map((day) => addDays(D, day)),
      backupId: maybeId,
    })
    const addressee = fc.constantFrom<Addressee>(
      'subject-responsible',
      'backup',
      'manager',
      'finance',
      'boss',
      'legal',
    )
    fc.assert(
      fc.property(
        fc.array(anyone, { minLength: 5, maxLength: 5 }),
        fc.array(absence, { maxLength: 8 }),
        fc.record({ responsibleId: maybeId, backupId: maybeId }),
        fc.tuple(addressee, fc.integer({ min: 0, max: 20 })),
        (people, absences, who, [to, day]) => {
          const company = directory(
            [...people.map((one, index) => person(`p${index}`, one)), person('boss')],
            { absences },
          )
          const when = startOfDay(addDays(D, day)) + 3_600_000
          const { userId } = assign(company, to, who, when)
          expect(isPresent(company, userId, when)).toBe(true)
          expect(assign(company, to, who, when).userId).toBe(userId)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('informedPeople', () => {
  it('tells every present holder of a role, each once, and not the one who answers', () => {
    const holders = new Map<Role, string[]>([
      ['boss', ['boss']],
      ['finance', ['mate', 'head']],
    ])
    const company = directory(team, { holders, absences: [away('head')] })
    const told = informedPeople(company, ['finance', 'manager', 'boss'], record, {
      at,
      responsibleId: 'mate',
    })
    expect(told).toEqual(['lead', 'boss'])
  })
})
