import { addDays, type Day, daysBetween } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

/**
 * Help on a deal that has stalled (C046): a colleague offers it or the manager assigns it; once it is
 * accepted the helper works on that one deal until a day.
 */
export const HELP_STATES = ['offered', 'accepted', 'declined', 'withdrawn', 'ended'] as const
export type HelpState = (typeof HELP_STATES)[number]

/** Help is for now; whoever works on a deal for longer than this answers for it. */
export const HELP_DAYS_MAX = 90

export type Help = { state: HelpState; untilOn: Day | null }

/** Whether the helper works on the deal that day; nothing has to happen for help to be over. */
export function isHelping({ state, untilOn }: Help, today: Day): boolean {
  return state === 'accepted' && untilOn !== null && untilOn >= today
}

export function decideUntil(untilOn: Day, today: Day): Result<Day, 'day_in_past' | 'help_too_long'> {
  if (untilOn < today) return refuse('day_in_past')
  return untilOn > addDays(today, HELP_DAYS_MAX)
    ? refuse('help_too_long', { days: HELP_DAYS_MAX })
    : ok(untilOn)
}

export type Stand = { outcome: string; stageSince: Day | null; normDays: number | null }

/** Begun on a deal that has stood for longer than usual, and extended while the deal is open. */
export function decideAssign(
  { outcome, stageSince, normDays }: Stand,
  isHelped: boolean,
  today: Day,
): Result<true, 'deal_closed' | 'help_not_stalled'> {
  if (outcome === 'won' || outcome === 'lost') return refuse('deal_closed')
  const isStalled = stageSince !== null && normDays !== null && daysBetween(stageSince, today) > normDays
  return outcome === 'open' && (isStalled || isHelped) ? ok(true) : refuse('help_not_stalled')
}

export type HelpAct = 'accept' | 'decline' | 'withdraw' | 'end'

/** `accept` and `decline` are the responsible person's, `withdraw` the helper's; either of them ends it. */
export function nextHelp(
  help: Help,
  act: HelpAct,
  today: Day,
): Result<HelpState, 'help_not_open' | 'help_over'> {
  if (act === 'end') return isHelping(help, today) ? ok('ended') : refuse('help_over')
  if (help.state !== 'offered') return refuse('help_not_open')
  return ok(act === 'accept' ? 'accepted' : act === 'decline' ? 'declined' : 'withdrawn')
}
