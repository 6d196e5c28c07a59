import { valueText } from '../../../text/values.ts'
import { scoresText } from '../../../text/web/scores.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { AskedLine, CardOf, LineDef, LineOf } from './cards.ts'

type Props = { card: CardOf; lines: readonly LineDef[]; onAsk: (asked: AskedLine) => void }
type Row = { line: LineOf; def: LineDef }

/** One person's card: every line with its target, what came of it and its points. */
export function CardPanel({ card, lines, onAsk }: Props) {
  const t = useText(scoresText)
  const columns = useColumns((row) => onAsk({ card, ...row }))
  const rows = card.lines.flatMap((line) => {
    const def = lines.find(({ id }) => id === line.line)
    return def ? [{ line, def }] : []
  })
  const { tenths, judgedWeight, person } = card
  return (
    <Panel
      title={person.name}
      flush
      extra={
        <span className="bw-score-total">
          {tenths === null ? (
            <span className="bw-muted">{t('noTotal', { weight: judgedWeight })}</span>
          ) : (
            <>
              <strong className="bw-num">{t('totalOf', { points: tenths / 10 })}</strong>
              {judgedWeight < 100 && (
                <small className="bw-muted">{t('judged', { weight: judgedWeight })}</small>
              )}
            </>
          )}
        </span>
      }
    >
      <DataTable columns={columns} rows={rows} rowKey={({ line }) => line.line} empty={t('nobody')} />
    </Panel>
  )
}

function useColumns(onAsk: (row: Row) => void): Column<Row>[] {
  const t = useText(scoresText)
  const both = useBoth()
  return [
    {
      key: 'line',
      title: t('line'),
      card: 'title',
      cell: ({ def }) => (
        <span className="bw-score-line">
          {both(def.title)}
          <small className="bw-muted">{both(def.meaning)}</small>
        </span>
      ),
    },
    { key: 'weight', title: t('weight'), align: 'right', cell: ({ line }) => `${line.weight}%` },
    {
      key: 'target',
      title: t('target'),
      align: 'right',
      cell: ({ line, def }) => (
        <span className="bw-num">
          {both(valueText(def.unit, line.full))} / {both(valueText(def.unit, line.zero))}
        </span>
      ),
    },
    {
      key: 'actual',
      title: t('actual'),
      align: 'right',
      cell: (row) => <Actual row={row} onAsk={() => onAsk(row)} />,
    },
    {
      key: 'points',
      title: t('points'),
      align: 'right',
      card: 'side',
      cell: ({ line }) =>
        line.tenths === null ? (
          <span className="bw-muted">
            {line.why === 'few' ? t('few', { n: line.den ?? line.n }) : t('noData')}
          </span>
        ) : (
          <strong className="bw-num">{line.tenths / 10}</strong>
        ),
    },
  ]
}

function Actual({ row: { line, def }, onAsk }: { row: Row; onAsk: () => void }) {
  const t = useText(scoresText)
  const both = useBoth()
  const { value, num, den, why } = line
  if (value === null) return null
  const money = (fen: number | null) => both(valueText('fen', fen ?? 0))
  const counts = t('outOf', { num: num ?? 0, den: den ?? 0 })
  return (
    <span className="bw-score-value">
      <button type="button" className="bw-score-number" onClick={onAsk}>
        {why === 'few' ? counts : both(valueText(def.unit, value))}
      </button>
      {def.isShare && why !== 'few' && <small className="bw-muted">{counts}</small>}
      {def.isMoney && (
        <small className="bw-muted">{t('moneyOf', { num: money(num), den: money(den) })}</small>
      )}
    </span>
  )
}
