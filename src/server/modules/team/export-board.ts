import type { FastifyReply } from 'fastify'
import type { Day } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { type OutColumn, sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { readBoard } from './read-board.ts'

const MONEY = (title: string): OutColumn => ({ title, kind: 'money' })
const COUNT = (title: string): OutColumn => ({ title, kind: 'number', width: 10 })

const COLUMNS: OutColumn[] = [
  { title: '成员', kind: 'text' },
  MONEY('本月签单目标'),
  MONEY('本月签单'),
  MONEY('本周签单'),
  MONEY('上周同期签单'),
  MONEY('本月回款目标'),
  MONEY('本月回款'),
  MONEY('本周回款'),
  MONEY('上周同期回款'),
  COUNT('本月跟进'),
  COUNT('本周跟进'),
  COUNT('上周同期跟进'),
  COUNT('超时报价'),
  COUNT('红灯'),
  MONEY('红灯涉及金额'),
  MONEY('逾期应收'),
]

/** The board for a meeting or a file; the export itself is an event (C192). */
export async function exportBoard(ctx: WriteCtx, asOf: Day, response: FastifyReply) {
  const { rows } = await readBoard(ctx, asOf)
  const file = await sheetToXlsx({
    name: '团队看板',
    columns: COLUMNS,
    rows: rows.map((row) => [
      row.person?.name ?? '无人负责',
      row.bookingsTargetFen,
      ...[row.bookings.month.fen, row.bookings.week.fen, row.bookings.lastWeek.fen],
      row.collectionsTargetFen,
      ...[row.collected.month.fen, row.collected.week.fen, row.collected.lastWeek.fen],
      ...[row.followUps.month.n, row.followUps.week.n, row.followUps.lastWeek.n],
      ...[row.lateQuotes.n, row.red.n, row.red.fen, row.overdue.fen],
    ]),
  })
  await recordEvent(ctx, {
    kind: 'export.team',
    subject: { kind: 'export', id: newId(ctx.now) },
    summary: { rows: rows.length },
  })
  return sendXlsx(response, `团队看板-${asOf}.xlsx`, file)
}
