import { type Day, dayOf, type Instant } from '../calendar.ts'
import type { Role } from '../permission.ts'
import type { Addressee } from './rule.ts'

/** Who works here, when, for whom and instead of whom. The shell loads it; all times are arguments. */
export type Directory = {
  people: ReadonlyMap<string, DirectoryPerson>
  absences: readonly Absence[]
  /** holders of each role, in a fixed order so that the same question has the same answer */
  holders: ReadonlyMap<Role, readonly string[]>
}

export type DirectoryPerson = {
  id: string
  managerId: string | null
  backupId: string | null
  activeFrom: Instant | null
  /** departed people and names that were only found in a ledger are not there from this instant on */
  activeUntil: Instant | null
}

export type Absence = { userId: string; from: Day; to: Day; backupId: string | null }

/** What a record says about who answers for it. */
export type RecordPeople = { responsibleId: string | null; backupId: string | null }

export type Via = 'responsible' | 'backup' | 'manager' | 'chain' | 'boss'
export type Assigned = { userId: string; via: Via }

/**
 * Exactly one person at every instant (law 10, C126): the one the rule names, else that person's backup, else
 * the manager, up the line, and in the end the boss, present or not. Refuses only a company without a boss.
 */
export function assign(directory: Directory, to: Addressee, record: RecordPeople, at: Instant): Assigned {
  const wanted = wantedPerson(directory, to, record, at)
  if (wanted && isPresent(directory, wanted, at)) return { userId: wanted, via: 'responsible' }
  const recordBackup = to === 'subject-responsible' ? record.backupId : null
  const visited = new Set<string>()
  let person = wanted
  let steps = 0
  while (person && !visited.has(person)) {
    visited.add(person)
    if (steps > 0 && isPresent(directory, person, at)) {
      return { userId: person, via: steps === 1 ? 'manager' : 'chain' }
    }
    const standIn = backupOf(directory, person, steps === 0 ? recordBackup : null, at)
    if (standIn) return { userId: standIn, via: 'backup' }
    person = directory.people.get(person)?.managerId ?? null
    steps += 1
  }
  return { userId: boss(directory, at), via: 'boss' }
}

/** Everybody a rule wants told, each once, the responsible left out. */
export function informedPeople(
  directory: Directory,
  informed: readonly Addressee[],
  record: RecordPeople,
  { at, responsibleId }: { at: Instant; responsibleId: string },
): string[] {
  const people = new Set<string>()
  for (const to of informed) {
    const holders = isRole(to) ? (directory.holders.get(to) ?? []) : []
    const present = holders.filter((id) => isPresent(directory, id, at))
    for (const id of present) people.add(id)
    if (present.length === 0) people.add(assign(directory, to, record, at).userId)
  }
  people.delete(responsibleId)
  return [...people]
}

export function isPresent(directory: Directory, userId: string, at: Instant): boolean {
  const person = directory.people.get(userId)
  if (!person) return false
  if (person.activeFrom !== null && at < person.activeFrom) return false
  if (person.activeUntil !== null && at >= person.activeUntil) return false
  return absenceOf(directory, userId, at) === null
}

/** Who the rule means, before asking whether they are there. */
function wantedPerson(directory: Directory, to: Addressee, record: RecordPeople, at: Instant): string | null {
  if (to === 'subject-responsible') return record.responsibleId
  const responsible = record.responsibleId ? directory.people.get(record.responsibleId) : undefined
  if (to === 'backup') return record.backupId ?? responsible?.backupId ?? record.responsibleId
  // 'manager' is the one above the record's responsible; somebody without a record is any manager's business.
  if (to === 'manager' && responsible) return responsible.managerId
  const holders = directory.holders.get(to) ?? []
  return holders.find((id) => isPresent(directory, id, at)) ?? holders[0] ?? null
}

function backupOf(
  directory: Directory,
  userId: string,
  recordBackup: string | null,
  at: Instant,
): string | null {
  const candidates = [
    recordBackup,
    absenceOf(directory, userId, at)?.backupId ?? null,
    directory.people.get(userId)?.backupId ?? null,
  ]
  return candidates.find((id) => id !== null && isPresent(directory, id, at)) ?? null
}

function absenceOf(directory: Directory, userId: string, at: Instant): Absence | null {
  const day = dayOf(at)
  const covers = (absence: Absence) => absence.userId === userId && absence.from <= day && day <= absence.to
  return directory.absences.find(covers) ?? null
}

function boss(directory: Directory, at: Instant): string {
  const bosses = directory.holders.get('boss') ?? []
  const present = bosses.find((id) => isPresent(directory, id, at)) ?? bosses[0]
  if (!present) throw new RangeError('a company needs a boss: somebody must answer in the end')
  return present
}

function isRole(to: Addressee): to is Role {
  return to !== 'subject-responsible' && to !== 'backup' && to !== 'manager'
}
