import type { Instant } from '../calendar.ts'
import { addWorkingMinutes } from '../workdays.ts'
import {
  type ApprovalCase,
  type CaseNews,
  type CaseState,
  type CaseStatus,
  type CaseStep,
  copyState,
  type Outcome,
  openSteps,
  type Seat,
  stepsOf,
  type Trail,
} from './case.ts'
import { type ApprovalWorld, handedOn, type Sitting, seatMayDecide, sit, sittingsOf } from './people.ts'
import { authorityStage, hasAgreed, planOf } from './plan.ts'

/** One change of a case in the making: the copy that may be written to, and what is to be said about it. */
export type Draft = {
  about: Omit<ApprovalCase, 'state'>
  state: CaseState
  trail: Trail[]
  news: CaseNews[]
  world: ApprovalWorld
  at: Instant
}

export function draftOf(approval: ApprovalCase, world: ApprovalWorld, at: Instant): Draft {
  const { state, ...about } = approval
  return { about, state: copyState(state), trail: [], news: [], world, at }
}

export function outcomeOf({ state, trail, news }: Draft): Outcome {
  return { state, trail, news: news.filter(({ userIds }) => userIds.length > 0) }
}

/** The first round of a new request: planned, opened, the first people asked. */
export function startCase(about: Omit<ApprovalCase, 'state'>, world: ApprovalWorld, at: Instant): Outcome {
  const state: CaseState = {
    status: 'open',
    round: 1,
    stages: planOf(about.flow, about.facts),
    at: 0,
    lastSeat: 0,
    urgedAt: null,
  }
  const draft: Draft = { about, state, trail: [], news: [], world, at }
  note(draft, 'submit', { actorId: about.requesterId })
  advance(draft)
  return outcomeOf(draft)
}

/** Goes on as far as it can without anybody answering: opens what is due, and ends when all is through. */
export function advance(draft: Draft): void {
  const { state } = draft
  while (state.status === 'open') {
    const stage = state.stages[state.at]
    if (!stage && isCovered(state)) {
      approve(draft)
      return
    }
    if (!stage) {
      state.stages.push(authorityStage())
      note(draft, 'widen', {})
      continue
    }
    const pending = stage.tracks.map((track) => track.steps.find((step) => step.status !== 'done'))
    for (const step of pending) if (step?.status === 'waiting') openStep(draft, step)
    const isThrough = stage.tracks.every((track) => track.steps.every((step) => step.status === 'done'))
    if (isThrough) state.at += 1
    else if (!pending.some((step) => step?.status === 'done')) return
  }
}

/** Whether anybody who agreed in this round may decide about the whole amount. */
function isCovered(state: CaseState): boolean {
  return stepsOf(state).some((step) => step.seats.some((seat) => seat.status === 'agreed' && seat.reaches))
}

function approve(draft: Draft): void {
  const { about, world, at } = draft
  note(draft, 'approve', {})
  const copied = sittingsOf(about, about.flow.copies, { world, at }).map(({ userId }) => userId)
  endCase(draft, 'approved')
  tell(draft, 'approved', [about.requesterId])
  if (about.flow.copies.length > 0) {
    tell(draft, 'copied', copied)
    note(draft, 'copy', { detail: { toUserIds: copied } })
  }
}

/** The case ends (or goes back to its requester): nobody is asked any more. */
export function endCase({ state }: Draft, status: Exclude<CaseStatus, 'open'>): void {
  state.status = status
  for (const step of stepsOf(state)) {
    if (step.status === 'open') step.status = 'done'
    for (const seat of step.seats)
      if (seat.status === 'active' || seat.status === 'waiting') seat.status = 'closed'
  }
}

function openStep(draft: Draft, step: CaseStep): void {
  const { about, world, at } = draft
  step.status = 'open'
  step.openedAt = at
  // Asking for somebody who may decide is pointless once somebody who may has agreed.
  if (
    step.approvers.length > 0 &&
    step.approvers.every(({ by }) => by === 'authority') &&
    isCovered(draft.state)
  ) {
    step.status = 'done'
    note(draft, 'skip', { step })
    return
  }
  step.dueAt = addWorkingMinutes(world.calendar, at, step.timeoutMinutes)
  const asked = step.origin === 'added' ? [] : sittingsOf(about, step.approvers, { world, at })
  for (const sitting of asked) {
    const after = step.mode === 'order' ? step.seats.slice(-1).map(({ id }) => id) : []
    addSeat(draft, step, { ...withAuthority(draft, step, sitting), after })
  }
  const copied = sittingsOf(about, step.copies, { world, at }).map(({ userId }) => userId)
  if (step.copies.length > 0) {
    note(draft, 'copy', { step, detail: { toUserIds: copied } })
    tell(draft, 'copied', copied, step)
  }
  settleStep(draft, step)
}

/**
 * Where the whole amount is decided, a place goes to somebody who may; the boss always may. Whoever stands in
 * may have handed on their own work.
 */
export function withAuthority({ about, world, at }: Draft, step: CaseStep, sitting: Sitting): Sitting {
  const decides = (one: Sitting | null): one is Sitting =>
    one !== null && (!step.needsAuthority || seatMayDecide(about, one, world))
  const boss = sit(about, null, { world, at })
  const inTurn = [handedOn(about, sitting, { world, at }), sitting, handedOn(about, boss, { world, at })]
  return inTurn.find(decides) ?? boss
}

type NewSeat = Sitting & { after?: readonly string[]; isAdvice?: boolean }

/** Adds a place at a step; somebody who already has one there is not asked twice. */
export function addSeat({ state }: Draft, step: CaseStep, input: NewSeat): Seat | null {
  const isAsked = (seat: Seat) => seat.status === 'active' || seat.status === 'waiting'
  if (step.seats.some((seat) => seat.userId === input.userId && isAsked(seat))) return null
  state.lastSeat += 1
  const seat: Seat = {
    id: `${state.round}.${state.lastSeat}`,
    userId: input.userId,
    forUserId: input.forUserId,
    via: input.via,
    status: 'waiting',
    after: input.after ?? [],
    isAdvice: input.isAdvice ?? false,
    reaches: false,
  }
  step.seats.push(seat)
  return seat
}

/**
 * After any answer at a step: asks whoever's turn it is, passes over those who already agreed to this very
 * content, and closes the step when nothing is missing.
 */
export function settleStep(draft: Draft, step: CaseStep): void {
  for (;;) {
    const next = step.seats.find((seat) => seat.status === 'waiting' && isTurn(step, seat))
    if (!next) break
    if (isRepeat(draft, next)) repeat(draft, step, next)
    else {
      next.status = 'active'
      tell(draft, 'asked', [next.userId], step)
    }
  }
  if (isStepThrough(step)) {
    step.status = 'done'
    for (const seat of step.seats)
      if (seat.status === 'active' || seat.status === 'waiting') seat.status = 'closed'
  }
}

/** Who agrees once has agreed: also where the same person is being asked in a branch beside. */
export function agreeBeside(draft: Draft, userId: string): void {
  for (const step of openSteps(draft.state))
    for (const seat of step.seats) {
      if (seat.userId !== userId || seat.status !== 'active' || !isRepeat(draft, seat)) continue
      if (step.needsAuthority && !seatMayDecide(draft.about, seat, draft.world)) continue
      repeat(draft, step, seat)
      settleStep(draft, step)
    }
}

function repeat(draft: Draft, step: CaseStep, seat: Seat): void {
  seat.status = 'agreed'
  seat.reaches = seatMayDecide(draft.about, seat, draft.world)
  note(draft, 'repeat', { step, seat, actorId: seat.userId })
}

function isRepeat({ about, state }: Draft, seat: Seat): boolean {
  return about.flow.repeats === 'once' && !seat.isAdvice && hasAgreed({ state }, seat.userId)
}

function isTurn(step: CaseStep, seat: Seat): boolean {
  return seat.after.every((id) => {
    const before = step.seats.find((one) => one.id === id)
    return !before || before.status === 'agreed' || before.status === 'closed'
  })
}

function isStepThrough(step: CaseStep): boolean {
  const answers = step.seats.filter((seat) => !seat.isAdvice)
  const isOpen = (seat: Seat) => seat.status === 'active' || seat.status === 'waiting'
  if (step.mode === 'any') return answers.some((seat) => seat.status === 'agreed')
  return answers.length > 0 && !step.seats.some(isOpen)
}

type About = {
  actorId?: string | null
  step?: CaseStep
  seat?: Seat
  detail?: Readonly<Record<string, unknown>>
}

export function note(draft: Draft, kind: Trail['kind'], { actorId, step, seat, detail }: About): void {
  draft.trail.push({
    kind,
    actorId: actorId ?? null,
    seatId: seat?.id ?? null,
    stepKey: step?.key ?? null,
    detail: {
      ...(step ? { step: step.name } : {}),
      ...(seat?.forUserId ? { forUserId: seat.forUserId } : {}),
      ...(seat && seat.via !== 'named' ? { via: seat.via } : {}),
      ...detail,
    },
  })
}

/** News of one kind at one step are told together. */
export function tell(
  draft: Draft,
  kind: CaseNews['kind'],
  userIds: readonly string[],
  step?: CaseStep,
): void {
  const stepName = step?.name ?? null
  const same = draft.news.find((news) => news.kind === kind && news.stepName === stepName)
  const all = [...new Set([...(same?.userIds ?? []), ...userIds])]
  if (same) draft.news[draft.news.indexOf(same)] = { ...same, userIds: all }
  else draft.news.push({ kind, userIds: all, stepName })
}
