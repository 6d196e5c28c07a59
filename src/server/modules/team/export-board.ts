import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
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

/** The board for a meeting or a file. */
export async function drawBoard(ctx: ReadCtx, query: { asOf?: Day | undefined }): Promise<Drawn> {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const { rows } = await readBoard(ctx, asOf)
  const sheet: Drawn['sheet'] = {
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
  }
  return { fileName: `团队看板-${asOf}.xlsx`, sheet, customers: [] }
}
