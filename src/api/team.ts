import { z } from 'zod'
import { asOfQuery, exportQuery } from './paging.ts'
import { day, fen, id, month, route } from './route.ts'

/**
 * The board of a team: one row for each person, this week beside last week at the same point, and for every
 * number the rows that make it (C186 C166 C128).
 */

export const FIGURES = ['bookings', 'collected', 'followUps', 'lateQuotes', 'red', 'overdue'] as const
export const figure = z.enum(FIGURES)
export type Figure = z.infer<typeof figure>

/** How many, and how much money where there is any. */
const amount = z.object({ n: z.int(), fen })
export const PERIODS = ['month', 'week', 'lastWeek'] as const
const periods = z.object({ month: amount, week: amount, lastWeek: amount })

export const boardRow = z.object({
  /** null: what belongs to nobody */
  person: z.object({ id, name: z.string(), active: z.boolean(), absent: z.boolean() }).nullable(),
  bookingsTargetFen: fen.nullable(),
  collectionsTargetFen: fen.nullable(),
  bookings: periods,
  collected: periods,
  followUps: periods,
  /** as they stand on the day */
  lateQuotes: amount,
  red: amount,
  overdue: amount,
})
export type BoardRow = z.input<typeof boardRow>

export const getTeamBoard = route({
  id: 'team.board',
  method: 'GET',
  path: '/api/team/board',
  permission: 'target.read',
  summary:
    'One row for each person in scope: targets, bookings, collections, follow-ups, late quotes, red items',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day,
    month,
    weekFrom: day,
    lastWeekFrom: day,
    lastWeekTo: day,
    /** working days of the month: where a target should stand */
    workdays: z.object({ gone: z.int(), all: z.int() }),
    rows: z.array(boardRow),
  }),
})

export const listTeamRows = route({
  id: 'team.rows',
  method: 'GET',
  path: '/api/team/rows',
  permission: 'target.read',
  summary: 'The rows behind one number of the board',
  query: z.object({
    ...asOfQuery,
    figure,
    period: z.enum(PERIODS).default('month'),
    /** left out: everybody in scope; 'none': what belongs to nobody */
    person: z.union([id, z.literal('none')]).optional(),
  }),
  reply: z.object({
    n: z.int(),
    fen,
    items: z.array(
      z.object({
        kind: z.enum(['deal', 'customer', 'quote', 'alert']),
        id: id.nullable(),
        day,
        title: z.string(),
        note: z.string(),
        fen: fen.nullable(),
      }),
    ),
  }),
})

export const exportTeamBoard = route({
  id: 'team.export',
  method: 'GET',
  path: '/api/team/export',
  permission: 'export.run',
  summary: 'The board as .xlsx; logged',
  query: z.object({ ...asOfQuery, ...exportQuery }),
  reply: z.unknown(),
})
