import { z } from 'zod'
import { inhibition } from './legal-holds.ts'
import { channelKind, severity } from './notify.ts'
import { day, fen, id, instant, route } from './route.ts'

/**
 * What only the workbench asks for (C167): the calls worth making today, the load of the team, the health of
 * the system. Everything else on it (alerts, overdue, stuck deals, targets) is read from the routes of those
 * lists, so that a figure here and the list behind it cannot differ.
 */

const link = z.object({ id, name: z.string() })

/**
 * Why somebody should be called today, most telling reason first when there are several:
 * 'promised' a payment promised for today or before has not come; 'overdue' money is late (`days` late);
 * 'next' the date noted at the last follow-up has come (`days` past it); 'alert' an alert waits for its
 * responsible; 'quiet' no follow-up for `days` on an open deal or key customer; 'due' money falls due in
 * `days`.
 */
export const CALL_REASONS = ['promised', 'overdue', 'next', 'alert', 'quiet', 'due'] as const

export const callRow = z.object({
  customer: link,
  deal: z.object({ id, title: z.string() }).nullable(),
  contactName: z.string().nullable(),
  why: z.enum(CALL_REASONS),
  days: z.int(),
  /** what the call is about: the overdue or due amount, else the deal's amount; null when neither is known */
  moneyFen: fen.nullable(),
  alertId: id.nullable(),
  /** why no polite words about money may be copied now */
  inhibited: inhibition.nullable(),
  lastActivityOn: day.nullable(),
  lastSummary: z.string().nullable(),
})
export type CallRow = z.input<typeof callRow>

export const teamRow = z.object({
  person: link,
  absentNow: z.boolean(),
  openAlerts: z.int(),
  urgentAlerts: z.int(),
  /** past their deadline */
  lateAlerts: z.int(),
  moneyFen: fen,
  overdueFen: fen,
  followUpsThisWeek: z.int(),
})
export type TeamRow = z.input<typeof teamRow>

export const systemState = z.object({
  activePeople: z.int(),
  /** names found in ledgers that nobody has claimed yet */
  importedPeople: z.int(),
  channels: z.array(
    z.object({ id, name: z.string(), kind: channelKind, state: z.enum(['ok', 'broken', 'off', 'untested']) }),
  ),
  failedDeliveries7d: z.int(),
  lastImport: z.object({ id, fileName: z.string(), at: instant, bad: z.int() }).nullable(),
  evaluatedAt: instant.nullable(),
  rulesOn: z.int(),
  rulesOnTrial: z.int(),
  waitingJobs: z.int(),
  /** 'external': the database is the company's own and so are its backups (C216) */
  backup: z.object({
    state: z.enum(['ok', 'failed', 'none', 'off', 'external']),
    lastGoodAt: instant.nullable(),
    /** restored and compared (C217) */
    verified: z.boolean(),
    problem: z.string().nullable(),
  }),
})

export const getWorkbench = route({
  id: 'workbench.get',
  method: 'GET',
  path: '/api/workbench',
  permission: 'signed-in',
  summary:
    'The calls worth making today, the team’s load, the health of the system: each for those whom it concerns',
  reply: z.object({
    today: day,
    isWorkday: z.boolean(),
    /** working days of this month gone by (today included) and in all: where a target should stand by now */
    month: z.object({ workdaysGone: z.int(), workdays: z.int() }),
    /** for those who note follow-ups, own customers only, by money; null for everybody else */
    calls: z.array(callRow).nullable(),
    /** people in the manager's scope, most late alerts first; null without alert.assign */
    team: z.array(teamRow).nullable(),
    /** null without person.write */
    system: systemState.nullable(),
    /** alerts that ended this month, by verdict: what the warnings were worth */
    verdicts: z.object({ right: z.int(), false: z.int(), late: z.int(), useless: z.int() }),
    /** my own open alerts by severity, for the badge on the menu */
    mine: z.array(z.object({ severity, count: z.int() })),
  }),
})
