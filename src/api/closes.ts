import { z } from 'zod'
import { STATEMENT_KINDS } from '../core/receivable/statement.ts'
import { day, fen, id, instant, month, route } from './route.ts'

const figures = {
  balanceFen: fen,
  openFen: fen,
  overdueFen: fen,
  /** of what was open, kept back and not due; null: closed before that was told apart */
  retentionFen: fen.nullable(),
  advanceFen: fen,
  billedFen: fen,
  receivedFen: fen,
  creditedFen: fen,
  /** exchange differences; above zero they lowered what is owed */
  exchangeFen: fen,
  /** bills taken less refused in the month, and those in hand on its last day */
  billsFen: fen,
  billsInHandFen: fen,
}

const close = z.object({
  id,
  month,
  closedAt: instant,
  closedBy: z.string().nullable(),
  ...figures,
  ledgerFen: fen.nullable(),
  differenceFen: fen.nullable(),
  note: z.string(),
  /** the balance of that day as it reads today = balance + changed + unlisted */
  nowFen: fen,
  changeCount: z.int(),
  changedFen: fen,
  /** what no row explains: imports that were undone since */
  unlistedFen: fen,
})

export const listCloses = route({
  id: 'closes.list',
  method: 'GET',
  path: '/api/closes',
  permission: 'close.read',
  summary: 'Closed months with what changed after the close, and the months that can be closed',
  reply: z.object({ items: z.array(close), open: z.array(month) }),
})

export const previewClose = route({
  id: 'closes.preview',
  method: 'GET',
  path: '/api/closes/:month/preview',
  permission: 'receivable.write',
  summary: 'What a month would be closed with',
  params: z.object({ month }),
  reply: z.object({ month, lastDay: day, ...figures }),
})

export const getClose = route({
  id: 'closes.get',
  method: 'GET',
  path: '/api/closes/:month',
  permission: 'close.read',
  summary: 'One closed month with every document recorded or taken back after it',
  params: z.object({ month }),
  reply: close.extend({
    changes: z.array(
      z.object({
        id,
        change: z.enum(['added', 'voided']),
        kind: z.enum(STATEMENT_KINDS),
        number: z.string(),
        on: day,
        changedAt: instant,
        customer: z.object({ id, name: z.string() }),
        by: z.string().nullable(),
        effectFen: fen,
      }),
    ),
  }),
})

export const closeMonth = route({
  id: 'closes.close',
  method: 'POST',
  path: '/api/closes',
  permission: 'receivable.write',
  summary: 'Closes a month: its figures are kept as they are; a difference to the ledger needs a word',
  body: z.object({ month, ledgerFen: fen.nullish(), note: z.string().trim().max(500).default('') }),
  reply: z.object({ id }),
})

export const reopenMonth = route({
  id: 'closes.reopen',
  method: 'POST',
  path: '/api/closes/:month/reopen',
  permission: 'receivable.write',
  summary: 'Opens a month again, with the reason; the close that was stays on the record',
  params: z.object({ month }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})
