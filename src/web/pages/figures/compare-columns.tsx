import type { ComparedRow } from '../../../api/periods.ts'
import { FEW_CASES } from '../../../core/periods/compare.ts'
import { verdictWords } from '../../../text/periods.ts'
import { numberText, valueText } from '../../../text/values.ts'
import { periodsText } from '../../../text/web/periods.ts'
import type { Column } from '../../ui/data-table.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { AskedRows, Comparison } from './compared.ts'

export function useComparedColumns(
  data: Comparison,
  onAsk: (asked: AskedRows) => void,
): Column<ComparedRow>[] {
  const t = useText(periodsText)
  const both = useBoth()
  const side = (which: 'a' | 'b'): Column<ComparedRow> => ({
    key: which,
    title: `${t(which === 'a' ? 'earlier' : 'later')} · ${t('workdays', { n: data[which].workdays })}`,
    align: 'right',
    cell: (row) => (
      <Value row={row} which={which} workdays={data[which].workdays} onAsk={() => onAsk({ row, which })} />
    ),
  })
  return [
    {
      key: 'figure',
      title: t('figure'),
      card: 'title',
      cell: (row) => (
        <span className="bw-compare-figure">
          {row.isCase ? <strong>{both(row.title)}</strong> : both(row.title)}
          <small className="bw-muted">{both(row.meaning)}</small>
        </span>
      ),
    },
    side('a'),
    side('b'),
    { key: 'change', title: t('change'), align: 'right', cell: (row) => <Changed row={row} /> },
    {
      key: 'says',
      title: t('says'),
      cell: (row) => <span className={TONES[row.verdict]}>{both(verdictWords(row))}</span>,
    },
  ]
}

const TONES = {
  better: 'bw-good',
  worse: 'bw-danger',
  chance: 'bw-soft',
  same: 'bw-soft',
  untested: 'bw-muted',
  no_data: 'bw-muted',
}

type ValueProps = { row: ComparedRow; which: 'a' | 'b'; workdays: number; onAsk: () => void }

function Value({ row, which, workdays, onAsk }: ValueProps) {
  const t = useText(periodsText)
  const both = useBoth()
  const { value, n, num, den } = row[which]
  if (value === null) return <span className="bw-muted">{t('noData')}</span>
  const isFew = row.isShare && (den ?? 0) < FEW_CASES
  const money = (fen: number | null) => both(valueText('fen', fen ?? 0))
  const below = row.isShare
    ? isFew
      ? t('few')
      : t('outOf', { num: num ?? 0, den: den ?? 0 })
    : row.isMoney && den !== null
      ? t('moneyOf', { num: money(num), den: money(den) })
      : row.unit === 'count' && workdays > 0
        ? t('perDay', { n: numberText(Math.round((value / workdays) * 100) / 100) })
        : t('casesOf', { n })
  return (
    <span className="bw-compare-value">
      <button type="button" className="bw-compare-number" onClick={onAsk}>
        {isFew ? t('outOf', { num: num ?? 0, den: den ?? 0 }) : both(valueText(row.unit, value))}
      </button>
      <small className="bw-muted">{below}</small>
    </span>
  )
}

function Changed({ row }: { row: ComparedRow }) {
  const t = useText(periodsText)
  const both = useBoth()
  const { change, unit, isFew } = row
  if (change === null || isFew) return null
  const { by, relativeBp, factor } = change
  const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text)
  const difference =
    unit === 'bp'
      ? t('points', { n: signed(numberText(Math.round(by / 10) / 10), by) })
      : signed(both(valueText(unit, by)), by)
  return (
    <span className="bw-compare-value bw-num">
      {relativeBp === null
        ? difference
        : t('percent', { n: signed(numberText(Math.round(relativeBp / 10) / 10), relativeBp) })}
      <small className="bw-muted">
        {relativeBp !== null && difference}
        {factor !== null &&
          factor >= 1.5 &&
          ` · ${t('times', { n: numberText(Math.round(factor * 100) / 100) })}`}
      </small>
    </span>
  )
}
