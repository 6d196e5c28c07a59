import { addDays, type Day, daysBetween, startOfDay } from '../core/calendar.ts'
import { knownFrom } from './casting.ts'
import type { LivingCustomer } from './customers.ts'
import { LEAVER_SLOWS_DAYS_AGO } from './deals.ts'
import { earlierOf, type Frame } from './pace.ts'
import { ASSISTANT, FORMER_REP, FORMER_REP_LEFT_DAYS_AGO, LEAVER } from './people.ts'
import type { Random } from './random.ts'
import type { OpenStage, WorldAbsence, WorldActivity, WorldDeal } from './shapes.ts'
import { type Occasion, say, sayClosing } from './talk.ts'
import { type DealDraft, outcomeOf } from './walk.ts'

/** After so many days without a follow-up it is neglect (C039): the diligent never let it come to that. */
const PATIENCE_DAYS = 7
const KEPT_BY_LEAVER = 0.1
const GAP_WORKDAYS = { key: [2, 4], regular: [16, 26], project: [22, 38] } as const

type Note = Omit<WorldActivity, 'code'>
/** A deal as it is handed out, together with how it was worked on. */
export type WorkedDeal = { deal: WorldDeal; draft: DealDraft }

/**
 * Every follow-up of the history, oldest first. The last ones are of yesterday: today's are still to be
 * made.
 */
export function buildActivities(
  frame: Frame,
  worked: readonly WorkedDeal[],
  customers: ReadonlyMap<string, LivingCustomer>,
  absences: readonly WorldAbsence[],
): WorldActivity[] {
  const notes: Note[] = []
  for (const work of worked) notes.push(...followDeal(frame, work, customers.get(work.deal.customer)!))
  for (const customer of customers.values()) notes.push(...careFor(frame, customer))
  const leave = Map.groupBy(absences, ({ user }) => user)
  const kept = thinOutLeaver(frame, notes)
  for (const note of kept) note.user = standIn(frame, leave.get(note.user) ?? [], note)
  kept.sort((a, b) => a.occurredAt - b.occurredAt)
  return kept.map((note, index) => ({ code: `GJ${String(index + 1).padStart(6, '0')}`, ...note }))
}

function followDeal(frame: Frame, { deal, draft }: WorkedDeal, customer: LivingCustomer): Note[] {
  const random = frame.random(`follow/${deal.code}`)
  const outcome = outcomeOf(deal.history)
  const last = deal.history.at(-1)!
  const created = deal.history[0]!.occurredOn
  const end = earlierOf(outcome === 'open' ? frame.ago(1) : last.occurredOn, frame.ago(1))
  const days = new Set<Day>(deal.history.map(({ occurredOn }) => occurredOn).filter((day) => day <= end))
  for (let day = created; day <= end; ) {
    days.add(day)
    day = frame.pace.shift(day, draft.neglected && random.chance(0.45) ? random.int(7, 10) : random.int(2, 4))
  }
  const until = draft.touchedUntil
  const worked = [...days].filter((day) => until === null || day < until)
  if (until !== null && created <= until && until <= end) worked.push(until)
  const steady = draft.neglected
    ? worked.sort()
    : withoutGaps(frame, random, worked.sort(), until ? null : end)
  return steady.map((day) => {
    const closing = day === last.occurredOn && outcome !== 'open' ? outcome : null
    const slots = {
      contact: contactOf(random, customer),
      product: deal.product,
      reason: last.lostReason ?? '',
    }
    const occasion: Occasion = frame.pace.works(day) ? stageOn(deal, day) : 'greeting'
    const said = closing ? sayClosing(random, closing, slots) : say(random, occasion, slots)
    return noteOf({ frame, random, customer }, deal.responsible, day, { deal: deal.code, ...said })
  })
}

/** Key customers hear from us every week, other regular ones about once a month, the rest now and then. */
function careFor(frame: Frame, customer: LivingCustomer): Note[] {
  const isKey = customer.keyLevel === 'key'
  const [low, high] = GAP_WORKDAYS[isKey ? 'key' : customer.habits.rhythmDays ? 'regular' : 'project']
  const random = frame.random(`care/${customer.code}`)
  const until = customer.habits.touchedUntil
  const end = until ?? frame.ago(1)
  const days: Day[] = []
  const from = knownFrom(frame, customer)
  for (let day = frame.pace.shift(from < frame.start ? frame.start : from, 1); day < end; ) {
    days.push(day)
    day = frame.pace.shift(day, random.int(low, high))
  }
  if (until !== null) days.push(until)
  const kept = isKey ? withoutGaps(frame, random, days, until ? null : end) : days
  return kept.map((day) => {
    const slots = { contact: contactOf(random, customer), product: '配件' }
    const said = say(random, frame.pace.works(day) ? 'care' : 'greeting', slots)
    return noteOf({ frame, random, customer }, customer.responsible, day, { deal: null, ...said })
  })
}

/**
 * Adds a short message wherever a holiday would have left more than a week of silence, also before `end`.
 */
function withoutGaps(frame: Frame, random: Random, days: readonly Day[], end: Day | null): Day[] {
  const kept: Day[] = []
  for (const day of end === null ? days : [...days, addDays(end, 1)]) {
    let previous = kept.at(-1)
    while (previous !== undefined && daysBetween(previous, day) >= PATIENCE_DAYS) {
      const between = addDays(previous, random.int(4, 6))
      const working = frame.pace.onOrBefore(between)
      previous = working > previous ? working : between
      kept.push(previous)
    }
    kept.push(day)
  }
  return end === null ? kept : kept.slice(0, -1)
}

type Scene = { frame: Frame; random: Random; customer: LivingCustomer }

function noteOf(
  { frame, random, customer }: Scene,
  user: string,
  day: Day,
  said: Pick<Note, 'deal' | 'kind' | 'summary'>,
): Note {
  const minutes = random.int(9 * 60, 17 * 60 + 40)
  const next = random.chance(0.4) ? frame.pace.shift(day, random.int(2, 4)) : null
  return {
    customer: customer.code,
    user,
    occurredAt: startOfDay(day) + minutes * 60_000,
    nextOn: next,
    ...said,
  }
}

function contactOf(random: Random, customer: LivingCustomer): string {
  const { name, title } = random.chance(0.75) ? customer.contacts[0]! : random.pick(customer.contacts)
  const surname = name.slice(0, 1)
  if (title.includes('总')) return `${surname}总`
  return title.includes('经理') || title.includes('主管') ? `${surname}经理` : `${surname}工`
}

function stageOn(deal: WorldDeal, day: Day): OpenStage {
  let stage: OpenStage = 'reach'
  for (const move of deal.history) {
    if (move.occurredOn > day || move.stage === 'won' || move.stage === 'lost') break
    stage = move.stage
  }
  return stage
}

/** A rep who is about to leave calls less and less (C040): one note in ten is left from then on. */
function thinOutLeaver(frame: Frame, notes: Note[]): Note[] {
  const random = frame.random('leaver')
  const slows = startOfDay(frame.ago(LEAVER_SLOWS_DAYS_AGO))
  const latest = new Map<string | null, number>()
  for (const { deal, occurredAt } of notes) latest.set(deal, Math.max(occurredAt, latest.get(deal) ?? 0))
  return notes.filter((note) => {
    if (note.user !== LEAVER || note.occurredAt < slows) return true
    // How long ago the planted deals were touched is part of their story.
    if (note.deal?.startsWith(PLANTED_DEAL) && note.occurredAt === latest.get(note.deal)) return true
    return random.chance(KEPT_BY_LEAVER)
  })
}

/** Deals told by hand carry codes of their own series. */
export const PLANTED_DEAL = 'SJ9'

function standIn(frame: Frame, leave: readonly WorldAbsence[], note: Note): string {
  // Once the former rep had gone, an assistant answered the phone for whom he had left behind.
  if (note.user === FORMER_REP && note.occurredAt >= startOfDay(frame.ago(FORMER_REP_LEFT_DAYS_AGO)))
    return ASSISTANT
  const away = leave.find(
    ({ fromDay, toDay }) =>
      note.occurredAt >= startOfDay(fromDay) &&
      note.occurredAt < startOfDay(addDays(toDay, 1)) &&
      fromDay < frame.today,
  )
  return away?.backup ?? note.user
}
