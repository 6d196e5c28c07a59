import { formatFenShort } from '../../../core/money.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { type OutCell, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { getMeeting } from './read.ts'

type Meeting = Awaited<ReturnType<typeof getMeeting>>
type Row = [part: string, what: string, who: string | null, until: string | null, fen: OutCell, state: string]

const STATES = { open: '未完成', done: '已完成', cancelled: '已取消' } as const

/** The meeting as one sheet, line by line in the order of the table; the export is an event (C192). */
export async function exportMeeting(ctx: WriteCtx, id: string): Promise<FileOut> {
  const meeting = await getMeeting(ctx, id)
  const file = await sheetToXlsx({
    name: '周例会',
    columns: [
      { title: '部分', kind: 'text', width: 18 },
      { title: '内容', kind: 'text', width: 60 },
      { title: '负责人', kind: 'text' },
      { title: '期限', kind: 'text' },
      { title: '金额', kind: 'money' },
      { title: '状态', kind: 'text' },
    ],
    rows: rowsOf(meeting),
  })
  await recordEvent(ctx, {
    kind: 'export.meeting',
    subject: { kind: 'meeting', id },
    summary: { title: meeting.title },
  })
  return fileOut(`周例会-${meeting.heldOn}.xlsx`, file)
}

function rowsOf({ agenda, decided, minutes }: Meeting): Row[] {
  const { changes } = agenda
  const since = `自 ${changes.from} 以来`
  const changed = (what: string, one: { n: number; fen: bigint }): Row => [
    since,
    `${what} ${one.n} ，${formatFenShort(one.fen)}`,
    null,
    null,
    one.fen,
    '',
  ]
  const tasks = (part: string, rows: Meeting['decided']): Row[] =>
    rows.map((task) => [part, task.title, task.responsible.name, task.dueOn, null, STATES[task.state]])
  return [
    changed('新预警', changes.alertsOpened),
    changed('结束的预警', changes.alertsEnded),
    changed('赢单', changes.won),
    changed('输单', changes.lost),
    changed('回款', changes.collected),
    ...tasks('上次的决定', agenda.earlier),
    ...agenda.alerts.rows.map(
      (alert): Row => [
        '预警',
        `${alert.about}：${alert.sentence.zh}`,
        alert.responsible,
        null,
        alert.moneyFen,
        '',
      ],
    ),
    ...agenda.stuck.rows.map(
      (deal): Row => [
        '卡住的商机',
        `${deal.customer ?? deal.title}：在“${deal.stage.zh}”${deal.days ?? '—'} 天`,
        deal.responsible,
        null,
        deal.fen,
        '',
      ],
    ),
    ...tasks('本次决定', decided),
    ...minutes
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): Row => ['纪要', line, null, null, null, '']),
  ]
}
