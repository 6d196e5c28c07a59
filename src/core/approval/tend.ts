import { DAY_MS, dayOf, type Instant, startOfDay } from '../calendar.ts'
import { isPresent } from '../watch/responsible.ts'
import { addWorkingMinutes } from '../workdays.ts'
import {
  advance,
  type Draft,
  draftOf,
  endCase,
  note,
  outcomeOf,
  settleStep,
  tell,
  withAuthority,
} from './advance.ts'
import {
  type ApprovalCase,
  type CaseStep,
  isLive,
  type Outcome,
  openSteps,
  type Seat,
  stepsOf,
} from './case.ts'
import { type ApprovalWorld, above, handedOn, type Sitting, seatMayDecide, sit } from './people.ts'

/**
 * What time and people do to a case: it lapses, whoever is asked has gone or handed their work on, a step has
 * taken too long. A second look at the same moment finds nothing (C182).
 */
export function tendCase(approval: ApprovalCase, world: ApprovalWorld, at: Instant): Outcome {
  const draft = draftOf(approval, world, at)
  if (!isLive(draft.state.status)) return outcomeOf(draft)
  if (at >= approval.expiresAt) {
    const asked = openSteps(draft.state).flatMap((step) =>
      step.seats.filter(isOpen).map(({ userId }) => userId),
    )
    note(draft, 'expire', {})
    endCase(draft, 'expired')
    tell(draft, 'expired', [approval.requesterId, ...asked])
    return outcomeOf(draft)
  }
  if (draft.state.status === 'returned' && hasLeft(world, approval.requesterId, at)) {
    // Nobody else can bring it round again, and until it ends nobody else can ask for the same.
    note(draft, 'expire', {})
    endCase(draft, 'expired')
    tell(draft, 'expired', bossesOf(world))
    return outcomeOf(draft)
  }
  for (const step of openSteps(draft.state)) {
    // Whom a delegation began with, too: the seat moves, the trail says from whom.
    for (const seat of step.seats) if (isOpen(seat)) standIn(draft, step, seat)
    if (step.dueAt !== null && at >= step.dueAt) overrun(draft, step)
  }
  // Two places that fell to one person may have been all that was missing.
  if (draft.state.status === 'open') advance(draft)
  return outcomeOf(draft)
}

/**
 * 离职交接: every place of `from` goes to `to`, or to whoever answers where `to` may not. The receiver decides
 * with their own authority: handing over hands nothing down (C180 C187).
 */
export function passSeats(
  approval: ApprovalCase,
  { from, to }: { from: string; to: string },
  { world, at }: { world: ApprovalWorld; at: Instant },
): Outcome {
  const draft = draftOf(approval, without(world, from, at), at)
  const steps = draft.state.status === 'open' ? stepsOf(draft.state) : []
  for (const step of steps) {
    for (const seat of step.seats.filter((one) => isOpen(one) && one.userId === from)) {
      const wanted = sit(draft.about, to, { world: draft.world, at })
      const sitting = seat.isAdvice ? wanted : withAuthority(draft, step, wanted)
      const via = sitting.via === 'named' ? 'transferred' : sitting.via
      handOver(draft, step, { seat, sitting: { ...sitting, via }, kind: 'stand-in' })
    }
  }
  return outcomeOf(draft)
}

/** The world as if this person had left already. */
function without(world: ApprovalWorld, userId: string, at: Instant): ApprovalWorld {
  const { directory } = world
  const person = directory.people.get(userId)
  if (!person) return world
  const people = new Map(directory.people).set(userId, { ...person, activeUntil: at })
  return { ...world, directory: { ...directory, people } }
}

function hasLeft({ directory }: ApprovalWorld, userId: string, at: Instant): boolean {
  const until = directory.people.get(userId)?.activeUntil ?? null
  return until !== null && at >= until
}

function bossesOf({ directory }: ApprovalWorld): readonly string[] {
  return directory.holders.get('boss') ?? []
}

/**
 * When somebody must look at the case again: a step runs out, the case lapses, or a new day begins on which
 * somebody may be away.
 */
export function nextLook(
  { state, expiresAt }: Pick<ApprovalCase, 'state' | 'expiresAt'>,
  at: Instant,
): Instant | null {
  if (!isLive(state.status)) return null
  const due = openSteps(state).flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]))
  const tomorrow = startOfDay(dayOf(at)) + DAY_MS
  return Math.min(expiresAt, tomorrow, ...due)
}

function isOpen(seat: Seat): boolean {
  return seat.status === 'active' || seat.status === 'waiting'
}

/** Whoever is away, has left, delegated, or may no longer decide is replaced by who answers for them now. */
function standIn(draft: Draft, step: CaseStep, seat: Seat): void {
  const { about, world, at } = draft
  const isGone = !isPresent(world.directory, seat.userId, at)
  const mayDecide = !step.needsAuthority || seat.isAdvice || seatMayDecide(about, seat, world)
  const wanted = sit(about, seat.userId, { world, at })
  // A delegate stays: two people who delegated to each other would hand the case to and fro.
  const isDelegated = wanted.via === 'delegate' && seat.via !== 'delegate'
  if (mayDecide && !isGone && !isDelegated) return
  const onward = handedOn(about, wanted, { world, at }) ?? wanted
  const sitting = seat.isAdvice ? onward : withAuthority(draft, step, wanted)
  // Nobody is there at all: whoever has it keeps it, rather than it going round among the absent.
  const isBetter = !mayDecide || isPresent(world.directory, sitting.userId, at)
  if (isBetter && sitting.userId !== seat.userId) handOver(draft, step, { seat, sitting, kind: 'stand-in' })
}

/** The first time a reminder, from then on it climbs; the boss has nobody above and is reminded (C071). */
function overrun(draft: Draft, step: CaseStep): void {
  const { about, world, at } = draft
  step.overruns += 1
  step.dueAt = addWorkingMinutes(world.calendar, at, step.timeoutMinutes)
  const late = step.seats.filter((seat) => seat.status === 'active')
  const reminded: string[] = []
  for (const seat of late) {
    const higher = step.overruns > 1 ? above(about, seat.userId, { world, at }) : null
    const onward = higher && (handedOn(about, higher, { world, at }) ?? higher)
    const sitting = higher && !seat.isAdvice ? withAuthority(draft, step, higher) : onward
    if (sitting && sitting.userId !== seat.userId) {
      handOver(draft, step, { seat, sitting, kind: 'escalate' })
    } else reminded.push(seat.userId)
  }
  if (reminded.length === 0) return
  note(draft, 'remind', { step, detail: { toUserIds: reminded, overruns: step.overruns } })
  tell(draft, 'reminded', reminded, step)
}

type HandOver = { seat: Seat; sitting: Sitting; kind: 'stand-in' | 'escalate' }

/** The place goes to somebody else; who already has one at this step is not asked twice. */
function handOver(draft: Draft, step: CaseStep, { seat, sitting, kind }: HandOver): void {
  const from = seat.userId
  note(draft, kind, {
    step,
    seat,
    detail: { fromUserId: from, toUserIds: [sitting.userId], via: sitting.via },
  })
  const same = step.seats.find((one) => one !== seat && isOpen(one) && one.userId === sitting.userId)
  if (same && (seat.isAdvice || !same.isAdvice)) {
    seat.status = 'closed'
    settleStep(draft, step)
    return
  }
  // Whoever now decides need not advise themselves; the other way round nobody would decide.
  if (same) same.status = 'closed'
  seat.userId = sitting.userId
  seat.forUserId = sitting.forUserId ?? from
  seat.via = sitting.via
  if (seat.status === 'waiting') settleStep(draft, step)
  else tell(draft, kind === 'escalate' ? 'escalated' : 'asked', [sitting.userId], step)
}
