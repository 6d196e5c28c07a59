import { type Day, dayOf, type Instant } from '../calendar.ts'
import { type Directory, isPresent } from '../watch/responsible.ts'
import type { WorkCalendar } from '../workdays.ts'
import { type AuthorityLine, authorityOf, covers } from './authority.ts'
import type { ApprovalCase, SeatVia } from './case.ts'
import type { ApproverRule } from './flow.ts'

/** 委托: `toId` answers for `fromId` on these days; null kind = for everything. */
export type Delegation = { fromId: string; toId: string; kind: string | null; from: Day; to: Day }

/** Everything outside the case that decides who may answer, loaded by the shell. */
export type ApprovalWorld = {
  directory: Directory
  /** department → whoever leads it */
  heads: ReadonlyMap<string, string | null>
  delegations: readonly Delegation[]
  authority: readonly AuthorityLine[]
  /** what people have let this customer have already, where the flow adds up (C180) */
  letFen?: ReadonlyMap<string, bigint>
  calendar: WorkCalendar
}

export type Sitting = { userId: string; forUserId: string | null; via: SeatVia }
type About = Pick<ApprovalCase, 'kind' | 'requesterId' | 'facts'>

/**
 * Who a list of rules asks, each person once. Never empty: whoever cannot be found, is away, or made the
 * request themselves is stood in for, in the end by the boss.
 */
export function sittingsOf(
  about: About,
  rules: readonly ApproverRule[],
  { world, at }: { world: ApprovalWorld; at: Instant },
): Sitting[] {
  const found: Sitting[] = []
  for (const wanted of rules.flatMap((rule) => wantedBy(about, rule, { world, at }))) {
    const sitting = sit(about, wanted, { world, at })
    if (!found.some((other) => other.userId === sitting.userId)) found.push(sitting)
  }
  return found
}

/**
 * The person who really answers for `wanted` (null: a place nobody fills). In order: themselves, their
 * delegate of these days, the stand-in of the absence, the standing backup, whoever is above, the boss.
 * Nobody answers their own request; only a boss without another boss does, and the trail says so (C056).
 */
export function sit(
  about: About,
  wanted: string | null,
  { world, at }: { world: ApprovalWorld; at: Instant },
): Sitting {
  const { directory } = world
  const { requesterId } = about
  const mayAnswer = (id: string | null | undefined): id is string =>
    id != null && id !== requesterId && isPresent(directory, id, at)
  const asFor = (userId: string, via: SeatVia, instead: string | null): Sitting => ({
    userId,
    forUserId: instead,
    via,
  })
  /** Who answers in place of `person` these days; the requester's own choice of judge would be no judge. */
  const inPlaceOf = (person: string): Sitting | null => {
    if (person === requesterId) return null
    const delegate = delegateOf(world, about.kind, { of: person, at })
    if (mayAnswer(delegate)) return asFor(delegate, 'delegate', person)
    if (mayAnswer(person)) return null
    const standIn = standInOf(directory, person, at)
    return mayAnswer(standIn) ? asFor(standIn, 'stand-in', person) : null
  }
  const seen = new Set<string>()
  for (let person = wanted; person !== null && !seen.has(person); ) {
    seen.add(person)
    const instead = inPlaceOf(person)
    if (instead) return instead
    if (mayAnswer(person)) {
      return person === wanted ? asFor(person, 'named', null) : asFor(person, 'superior', wanted)
    }
    person = directory.people.get(person)?.managerId ?? null
  }
  const boss = bossSitting(directory, { requesterId, wanted, at })
  return inPlaceOf(boss.userId) ?? boss
}

/**
 * Where a place goes on to from whoever it fell to: their own delegate of these days. Null: it stays. One
 * step only, and never from a delegate, or two who delegated to each other would hand it to and fro.
 */
export function handedOn(
  about: About,
  sitting: Sitting,
  { world, at }: { world: ApprovalWorld; at: Instant },
): Sitting | null {
  if (sitting.via === 'delegate' || sitting.userId === about.requesterId) return null
  const delegate = delegateOf(world, about.kind, { of: sitting.userId, at })
  const mayAnswer =
    delegate !== null && delegate !== about.requesterId && isPresent(world.directory, delegate, at)
  return mayAnswer ? { userId: delegate, forUserId: sitting.userId, via: 'delegate' } : null
}

function bossSitting(
  directory: Directory,
  { requesterId, wanted, at }: { requesterId: string; wanted: string | null; at: Instant },
): Sitting {
  const bosses = directory.holders.get('boss') ?? []
  const others = bosses.filter((id) => id !== requesterId)
  const boss = others.find((id) => isPresent(directory, id, at)) ?? others[0] ?? bosses[0]
  if (!boss) throw new RangeError('a company needs a boss: somebody must answer in the end')
  return {
    userId: boss,
    forUserId: boss === wanted ? null : wanted,
    via: boss === requesterId ? 'self' : boss === wanted ? 'named' : 'boss',
  }
}

/** Superiors from the bottom up, without circles. */
export function superiorsOf(directory: Directory, userId: string): string[] {
  const line: string[] = []
  const seen = new Set([userId])
  for (let up = directory.people.get(userId)?.managerId ?? null; up !== null && !seen.has(up); ) {
    seen.add(up)
    line.push(up)
    up = directory.people.get(up)?.managerId ?? null
  }
  return line
}

/** The one above `userId` who may be asked instead: never the requester, never the same person. */
export function above(
  about: About,
  userId: string,
  scene: { world: ApprovalWorld; at: Instant },
): Sitting | null {
  const { directory } = scene.world
  const next = superiorsOf(directory, userId).find((id) => id !== about.requesterId) ?? null
  const sitting =
    next === null ? bossOver(directory, about.requesterId, userId, scene.at) : sit(about, next, scene)
  return sitting === null || sitting.userId === userId || sitting.userId === about.requesterId
    ? null
    : { ...sitting, forUserId: userId, via: 'escalated' }
}

function bossOver(directory: Directory, requesterId: string, userId: string, at: Instant): Sitting | null {
  // A boss has nobody above; it does not wander from one boss to the other either.
  if (directory.holders.get('boss')?.includes(userId)) return null
  return bossSitting(directory, { requesterId, wanted: null, at })
}

function wantedBy(
  about: About,
  rule: ApproverRule,
  { world, at }: { world: ApprovalWorld; at: Instant },
): (string | null)[] {
  const { directory } = world
  const line = superiorsOf(directory, about.requesterId)
  switch (rule.by) {
    case 'person':
      return [rule.userId]
    case 'role': {
      const others = (directory.holders.get(rule.role) ?? []).filter((id) => id !== about.requesterId)
      const present = others.filter((id) => isPresent(directory, id, at))
      const asked = present.length > 0 ? present : others
      return asked.length > 0 ? [...asked] : [null]
    }
    case 'superior':
      // Fewer levels than asked for: the topmost there is.
      return [line[rule.level - 1] ?? line.at(-1) ?? null]
    case 'superiors':
      return line.length === 0 ? [null] : line.slice(0, rule.levels)
    case 'department-head':
      return rule.departmentId === null ? [line[0] ?? null] : [world.heads.get(rule.departmentId) ?? null]
    case 'authority':
      return [line.find((id) => mayDecide(about, id, world)) ?? null]
  }
}

/** Whether this person's authority reaches as far as the request (C180). */
export function mayDecide(about: About, userId: string, world: ApprovalWorld): boolean {
  const authority = authorityOf(world.directory, world.authority, { userId, kind: about.kind })
  const { amountFen } = about.facts
  const already = world.letFen?.get(userId) ?? 0n
  return covers(authority, {
    ...about.facts,
    amountFen: amountFen === null ? null : amountFen + already,
  })
}

/** A delegate decides with the authority of whoever delegated; anybody else only with their own. */
export function seatMayDecide(about: About, sitting: Sitting, world: ApprovalWorld): boolean {
  if (mayDecide(about, sitting.userId, world)) return true
  const isFor = sitting.via === 'delegate' || sitting.via === 'stand-in'
  return isFor && sitting.forUserId !== null && mayDecide(about, sitting.forUserId, world)
}

function delegateOf(
  world: ApprovalWorld,
  kind: string,
  { of, at }: { of: string; at: Instant },
): string | null {
  const day = dayOf(at)
  const found = world.delegations.find(
    (one) =>
      one.fromId === of && (one.kind === null || one.kind === kind) && one.from <= day && day <= one.to,
  )
  return found?.toId ?? null
}

function standInOf(directory: Directory, userId: string, at: Instant): string | null {
  const day = dayOf(at)
  const absence = directory.absences.find((one) => one.userId === userId && one.from <= day && day <= one.to)
  const candidates = [absence?.backupId ?? null, directory.people.get(userId)?.backupId ?? null]
  return candidates.find((id) => id !== null && isPresent(directory, id, at)) ?? null
}
