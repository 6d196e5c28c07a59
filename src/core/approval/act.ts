import type { Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import { isPresent } from '../watch/responsible.ts'
import {
  addSeat,
  advance,
  agreeBeside,
  type Draft,
  draftOf,
  endCase,
  note,
  outcomeOf,
  settleStep,
  tell,
} from './advance.ts'
import { type CaseAction, type CaseRefusal, whyNot } from './can.ts'
import { type ApprovalCase, activeSeat, type CaseStep, type Outcome, openSteps, type Seat } from './case.ts'
import type { FlowFacts } from './flow.ts'
import { type ApprovalWorld, mayDecide, seatMayDecide } from './people.ts'
import { addedStep, freshStage, planOf, stageName } from './plan.ts'

type Answer = Result<Outcome, CaseRefusal>
type Scene = { world: ApprovalWorld; at: Instant }
type Mine = { step: CaseStep; seat: Seat }

/** What an act changes, or why it is refused. Nothing else decides about a case. */
export function decideAct(approval: ApprovalCase, actorId: string, action: CaseAction, scene: Scene): Answer {
  const reason = whyNot(approval, actorId, { kind: action.kind, ...scene })
  if (reason) return refuse(reason)
  const draft = draftOf(approval, scene.world, scene.at)
  const mine = activeSeat(draft.state, actorId)
  const refusal = perform(draft, { actorId, mine, action })
  return refusal ? refuse(refusal) : ok(outcomeOf(draft))
}

type Act<K extends CaseAction['kind'] = CaseAction['kind']> = {
  actorId: string
  mine: Mine | null
  action: Extract<CaseAction, { kind: K }>
}

function perform(draft: Draft, { actorId, mine, action }: Act): CaseRefusal | null {
  const { about } = draft
  switch (action.kind) {
    case 'agree':
      return agree(draft, mine!, { actorId, detail: said(action) })
    case 'reject':
      return reject(draft, { actorId, mine, action })
    case 'return':
      return giveBack(draft, { actorId, mine, action })
    case 'add':
      return add(draft, { actorId, mine, action })
    case 'transfer':
      return transfer(draft, { actorId, mine, action })
    case 'urge': {
      draft.state.urgedAt = draft.at
      note(draft, 'urge', { actorId, detail: said(action) })
      tell(draft, 'urged', askedNow(draft))
      return null
    }
    case 'withdraw': {
      const asked = concerned(draft)
      note(draft, 'withdraw', { actorId, detail: said(action) })
      endCase(draft, 'withdrawn')
      tell(draft, 'withdrawn', asked)
      return null
    }
    case 'copy': {
      const users = action.userIds.filter((id) => draft.world.directory.people.has(id))
      if (users.length === 0) return 'nobody_named'
      note(draft, 'copy', { actorId, detail: { ...said(action), toUserIds: users } })
      tell(draft, 'copied', users)
      return null
    }
    case 'comment': {
      if (action.opinion.trim() === '') return 'opinion_required'
      note(draft, 'comment', { actorId, detail: said(action) })
      const others = [about.requesterId, ...askedNow(draft)].filter((id) => id !== actorId)
      tell(draft, 'commented', others)
      return null
    }
  }
}

function agree(
  draft: Draft,
  { step, seat }: Mine,
  { actorId, detail }: { actorId: string; detail: Record<string, unknown> },
): CaseRefusal | null {
  const reaches = seatMayDecide(draft.about, seat, draft.world)
  // The matrix may have been narrowed since this person was asked.
  if (step.needsAuthority && !seat.isAdvice && !reaches) return 'beyond_authority'
  seat.status = 'agreed'
  // An adviser's word does not decide, however far their own authority goes.
  seat.reaches = reaches && !seat.isAdvice
  note(draft, 'agree', { actorId, step, seat, detail })
  settleStep(draft, step)
  if (!seat.isAdvice) agreeBeside(draft, actorId)
  advance(draft)
  return null
}

function reject(draft: Draft, { actorId, mine, action }: Act<'reject'>): CaseRefusal | null {
  const { step, seat } = mine!
  if (!isReason(action.opinion)) return 'opinion_required'
  const others = concerned(draft).filter((id) => id !== actorId)
  seat.status = 'rejected'
  note(draft, 'reject', { actorId, step, seat, detail: said(action) })
  recall(draft, others)
  endCase(draft, 'rejected')
  tell(draft, 'rejected', [draft.about.requesterId])
  return null
}

function giveBack(draft: Draft, { actorId, mine, action }: Act<'return'>): CaseRefusal | null {
  const { step, seat } = mine!
  const { state } = draft
  const back = action.to
  if (!isReason(action.opinion)) return 'opinion_required'
  const others = concerned(draft).filter((id) => id !== actorId)
  if (back === 'start') {
    seat.status = 'returned'
    note(draft, 'return', { actorId, step, seat, detail: { ...said(action), to: 'start' } })
    recall(draft, others)
    endCase(draft, 'returned')
    tell(draft, 'returned', [draft.about.requesterId])
    return null
  }
  const target = state.stages[back]
  if (!target || back >= state.at) return 'no_earlier_step'
  note(draft, 'return', { actorId, step, seat, detail: { ...said(action), to: stageName(target) } })
  state.stages = state.stages
    .filter((stage) => stage.key !== 'authority')
    .map((stage, index) => (index < back ? stage : freshStage(stage)))
  state.at = back
  advance(draft)
  // Whom the earlier stage asks again need not hear that something else is asked no more.
  const again = askedNow(draft)
  recall(
    draft,
    others.filter((id) => !again.includes(id)),
  )
  return null
}

/** What they were asked, here or in the branches beside, is asked no more; they hear of it (C182). */
function recall(draft: Draft, others: readonly string[]): void {
  if (others.length === 0) return
  note(draft, 'recall', { detail: { toUserIds: others } })
  tell(draft, 'recalled', others)
}

function add(draft: Draft, { actorId, mine, action }: Act<'add'>): CaseRefusal | null {
  const { step, seat } = mine!
  const users = [...new Set(action.userIds)]
  if (users.length === 0) return 'nobody_named'
  for (const id of users) {
    const reason = whyNotAsk(draft, id)
    if (reason) return reason
    if (id === actorId || (action.where === 'before' && isAskedAt(step, id))) return 'already_asked'
  }
  note(draft, 'add', {
    actorId,
    step,
    seat,
    detail: { ...said(action), where: action.where, toUserIds: users },
  })
  if (action.where === 'before') {
    const added = users.map((id) =>
      addSeat(draft, step, { userId: id, forUserId: null, via: 'added', isAdvice: true }),
    )
    seat.status = 'waiting'
    seat.after = [...seat.after, ...added.flatMap((one) => (one ? [one.id] : []))]
    settleStep(draft, step)
    return null
  }
  const track = draft.state.stages[draft.state.at]!.tracks.find((one) => one.steps.includes(step))!
  const extra = addedStep(step, `${step.key}+${draft.state.lastSeat + 1}`)
  for (const id of users) addSeat(draft, extra, { userId: id, forUserId: null, via: 'added' })
  track.steps.splice(track.steps.indexOf(step) + 1, 0, extra)
  return agree(draft, mine!, { actorId, detail: said(action) })
}

function transfer(draft: Draft, { actorId, mine, action }: Act<'transfer'>): CaseRefusal | null {
  const { step, seat } = mine!
  const to = action.toUserId
  if (!isReason(action.opinion)) return 'opinion_required'
  if (to === actorId) return 'already_asked'
  const reason = whyNotAsk(draft, to)
  if (reason) return reason
  if (isAskedAt(step, to)) return 'already_asked'
  // Handing on must not hand down: where the whole amount is decided, only to somebody who may (C180).
  if (step.needsAuthority && !seat.isAdvice && !mayDecide(draft.about, to, draft.world))
    return 'beyond_authority'
  note(draft, 'transfer', { actorId, step, seat, detail: { ...said(action), toUserIds: [to] } })
  seat.userId = to
  seat.forUserId = actorId
  seat.via = 'transferred'
  tell(draft, 'asked', [to], step)
  return null
}

/**
 * The request comes back changed: a new round with the flow the case began with, planned anew for what it
 * now says; nothing anybody said about the former content counts.
 */
export function decideResubmit(
  approval: ApprovalCase,
  actorId: string,
  { facts, opinion }: { facts: FlowFacts; opinion: string },
  scene: Scene,
): Answer {
  if (actorId !== approval.requesterId) return refuse('not_requester')
  if (approval.state.status !== 'returned') return refuse('not_returned')
  const draft = draftOf({ ...approval, facts }, scene.world, scene.at)
  const { state } = draft
  state.status = 'open'
  state.round += 1
  state.stages = planOf(approval.flow, facts)
  state.at = 0
  note(draft, 'resubmit', { actorId, detail: opinion === '' ? {} : { opinion } })
  advance(draft)
  return ok(outcomeOf(draft))
}

/** Nobody is made to judge who made the request, has left or is away. */
function whyNotAsk({ about, world, at }: Draft, userId: string): CaseRefusal | null {
  if (userId === about.requesterId) return 'own_request'
  return isPresent(world.directory, userId, at) ? null : 'person_absent'
}

function isAskedAt(step: CaseStep, userId: string): boolean {
  return step.seats.some(
    (seat) => seat.userId === userId && (seat.status === 'active' || seat.status === 'waiting'),
  )
}

function askedNow({ state }: Draft): string[] {
  return openSteps(state).flatMap((step) =>
    step.seats.filter((seat) => seat.status === 'active').map(({ userId }) => userId),
  )
}

/** Those who are asked, and those who were and wait for the advice they asked for themselves. */
function concerned({ state }: Draft): string[] {
  const asked = openSteps(state).flatMap(({ seats }) => {
    const advice = new Set(seats.filter((seat) => seat.isAdvice).map(({ id }) => id))
    return seats.filter(
      ({ status, after }) =>
        status === 'active' || (status === 'waiting' && after.some((id) => advice.has(id))),
    )
  })
  return [...new Set(asked.map(({ userId }) => userId))]
}

function said(action: CaseAction): Record<string, unknown> {
  return {
    ...(action.opinion === '' ? {} : { opinion: action.opinion }),
    ...(action.files.length > 0 ? { files: action.files } : {}),
  }
}

function isReason(text: string): boolean {
  return text.trim().length >= 2
}
