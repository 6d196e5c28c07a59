import type { ReactNode } from 'react'
import type { BoardRow, Figure, getTeamBoard } from '../../../api/team.ts'
import { teamText } from '../../../text/web/team.ts'
import type { ReplyOf } from '../../api.ts'
import type { Column } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { Progress } from '../../ui/progress.tsx'
import type { Asked } from './asked.ts'

type Board = ReplyOf<typeof getTeamBoard>
type Ask = (asked: Asked) => void
type Moving = 'bookings' | 'collected' | 'followUps'
type Standing = 'lateQuotes' | 'red' | 'overdue'

/** The columns of the board, and the sums under them, which open the rows of everybody. */
export function useBoardColumns(
  board: Board,
  ask: Ask,
): { columns: Column<BoardRow>[]; summary: Record<string, ReactNode> } {
  const t = useText(teamText)
  const expectedBp =
    board.workdays.all > 0 ? Math.round((board.workdays.gone * 10_000) / board.workdays.all) : 0
  const cells = cellsOf({ t, ask, expectedBp })
  const person = (row: BoardRow) =>
    row.person ? (
      <Person
        name={row.person.name}
        {...(row.person.active ? (row.person.absent ? { note: t('absent') } : {}) : { note: t('left') })}
      />
    ) : (
      <span className="bw-danger">{t('nobody')}</span>
    )
  const column = (key: Exclude<Key, 'person'>): Column<BoardRow> => ({
    key,
    title: t(key),
    align: 'right',
    cell: (row) => cells[key](row, row),
  })
  const sum = sumOf(board.rows)
  return {
    columns: [{ key: 'person', title: t('person'), cell: person, card: 'title' }, ...KEYS.map(column)],
    summary: Object.fromEntries([
      ['person', t('total')],
      ...KEYS.map((key) => [key, cells[key](sum, null)] as const),
    ]),
  }
}

const KEYS = [
  'bookings',
  'bookingsWeek',
  'collected',
  'collectedWeek',
  'followUps',
  'lateQuotes',
  'red',
  'overdue',
] as const
type Key = (typeof KEYS)[number] | 'person'

type Tools = { t: ReturnType<typeof useText<keyof (typeof teamText)['zh']>>; ask: Ask; expectedBp: number }

/** `whose` is the row that a click asks about; null asks about everybody. */
function cellsOf({ t, ask, expectedBp }: Tools) {
  const number = (text: string, asked: Asked, tone = '') => (
    <button type="button" className={`bw-team-number bw-num ${tone}`} onClick={() => ask(asked)}>
      {text}
    </button>
  )
  const month =
    (figure: 'bookings' | 'collected', target: keyof BoardRow) => (row: BoardRow, whose: Whose) => {
      const { fen } = row[figure].month
      const targetFen = row[target] as number | null
      const bp = targetFen ? Math.round((fen * 10_000) / targetFen) : null
      return (
        <span className="bw-team-target">
          {number(moneyText(fen), { figure, period: 'month', row: whose })}
          {bp !== null && (
            <Progress
              bp={bp}
              expectedBp={expectedBp}
              label={t(figure)}
              tone={bp >= expectedBp ? 'good' : 'warn'}
            />
          )}
          <small className="bw-muted">
            {targetFen
              ? t('ofTarget', { target: moneyText(targetFen), share: `${Math.round((bp ?? 0) / 100)}%` })
              : t('noTarget')}
          </small>
        </span>
      )
    }
  const week = (figure: Moving) => (row: BoardRow, whose: Whose) => {
    const shown = (one: { n: number; fen: number }) =>
      figure === 'followUps' ? String(one.n) : moneyText(one.fen)
    const { week: now, lastWeek } = row[figure]
    return (
      <span className="bw-team-week">
        {number(shown(now), { figure, period: 'week', row: whose })}
        <small className="bw-muted">
          {number(t('lastWeek', { value: shown(lastWeek) }), { figure, period: 'lastWeek', row: whose })}
        </small>
      </span>
    )
  }
  const standing = (figure: Standing, tone: string) => (row: BoardRow, whose: Whose) => {
    const { n, fen } = row[figure]
    if (n === 0) return <span className="bw-muted">—</span>
    return number(
      figure === 'overdue' ? moneyText(fen) : String(n),
      { figure, period: 'month', row: whose },
      tone,
    )
  }
  return {
    bookings: month('bookings', 'bookingsTargetFen'),
    bookingsWeek: week('bookings'),
    collected: month('collected', 'collectionsTargetFen'),
    collectedWeek: week('collected'),
    followUps: week('followUps'),
    lateQuotes: standing('lateQuotes', 'bw-warn'),
    red: standing('red', 'bw-danger'),
    overdue: standing('overdue', 'bw-danger'),
  } satisfies Record<(typeof KEYS)[number], (row: BoardRow, whose: Whose) => ReactNode>
}

type Whose = BoardRow | null

function sumOf(rows: readonly BoardRow[]): BoardRow {
  const add = (of: (row: BoardRow) => { n: number; fen: number }) => ({
    n: rows.reduce((sum, row) => sum + of(row).n, 0),
    fen: rows.reduce((sum, row) => sum + of(row).fen, 0),
  })
  const periods = (figure: Moving) => ({
    month: add((row) => row[figure].month),
    week: add((row) => row[figure].week),
    lastWeek: add((row) => row[figure].lastWeek),
  })
  const targets = (key: 'bookingsTargetFen' | 'collectionsTargetFen') =>
    rows.reduce<number | null>((sum, row) => (row[key] === null ? sum : (sum ?? 0) + row[key]), null)
  const standing = (figure: Figure & Standing) => add((row) => row[figure])
  return {
    person: null,
    bookingsTargetFen: targets('bookingsTargetFen'),
    collectionsTargetFen: targets('collectionsTargetFen'),
    bookings: periods('bookings'),
    collected: periods('collected'),
    followUps: periods('followUps'),
    lateQuotes: standing('lateQuotes'),
    red: standing('red'),
    overdue: standing('overdue'),
  }
}
