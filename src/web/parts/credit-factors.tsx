import { useMemo } from 'react'
import { creditText } from '../../text/web/credit.ts'
import { COLORS } from '../theme.ts'
import { Chart } from '../ui/chart.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { GradeTag } from '../ui/grade.tsx'
import { useText } from '../ui/language.tsx'
import { type Credit, type Factor, signed, useFactorWords } from './credit-words.ts'
import { FormDrawer } from './form-drawer.tsx'

type Props = { open: boolean; credit: Credit; onClose: () => void }

/** Every factor's points with the data behind it, the course of the rating, and what would change it. */
export function CreditFactorsDrawer({ open, credit, onClose }: Props) {
  const t = useText(creditText)
  const weights = new Map(credit.factors.map((factor) => [factor.part, factor.weightBp]))
  const share = (part: Factor['part']) => `${Math.round((weights.get(part) ?? 0) / 100)}%`
  return (
    <FormDrawer open={open} onClose={onClose} title={t('allTitle')} width={720}>
      <div className="bw-stack">
        <Outlooks credit={credit} />
        <Factors part="pay" title={t('partPay', { pct: share('pay') })} credit={credit} />
        <Factors part="file" title={t('partFile', { pct: share('file') })} credit={credit} />
        <Trail credit={credit} />
      </div>
    </FormDrawer>
  )
}

function Outlooks({ credit }: { credit: Credit }) {
  const t = useText(creditText)
  return (
    <section>
      <h3 className="biz-drawer-title">{t('outlook')}</h3>
      <ul className="biz-outlooks">
        {credit.outlooks.map(({ change, n, score, grade }) => (
          <li key={change}>
            <span>{t(`outlook_${change}`, { n })}</span>
            <span className="bw-row">
              <span className="bw-num bw-soft">
                {credit.score} → {score}
              </span>
              <GradeTag grade={grade} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Factors({ part, title, credit }: { part: Factor['part']; title: string; credit: Credit }) {
  const t = useText(creditText)
  const words = useFactorWords()
  const columns: Column<Factor>[] = [
    { key: 'factor', title: t('factor'), card: 'title', cell: (row) => t(`factor_${row.key}`) },
    {
      key: 'data',
      title: t('data'),
      cell: (row) => <span className={row.known ? '' : 'bw-muted'}>{words(row)}</span>,
    },
    {
      key: 'points',
      title: t('got'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="bw-num">
          {Math.round(row.points * 10) / 10} / {row.max}
        </span>
      ),
    },
    {
      key: 'effect',
      title: t('effect'),
      align: 'right',
      cell: (row) => (
        <span className={`bw-num ${row.impact < 0 ? 'bw-danger' : row.impact > 0 ? 'bw-good' : 'bw-muted'}`}>
          {row.impact === 0 ? '0' : signed(row.impact)}
        </span>
      ),
    },
  ]
  return (
    <section>
      <h3 className="biz-drawer-title">{title}</h3>
      <DataTable
        columns={columns}
        rows={credit.factors.filter((factor) => factor.part === part)}
        rowKey={(row) => row.key}
        empty={null}
      />
    </section>
  )
}

/** Month ends and changes, each from what was known then. */
function Trail({ credit }: { credit: Credit }) {
  const t = useText(creditText)
  const { trail } = credit
  const option = useMemo(
    () => ({
      xAxis: { type: 'category', data: trail.map(({ day }) => day), axisTick: { show: false } },
      yAxis: { type: 'value', min: 300, max: 900, splitLine: { lineStyle: { color: COLORS.line } } },
      series: [{ name: t('score'), type: 'line', step: 'end', data: trail.map(({ score }) => score) }],
    }),
    [trail, t],
  )
  if (trail.length < 2) return null
  return (
    <section>
      <h3 className="biz-drawer-title">{t('trail')}</h3>
      <p className="bw-muted">{t('trailNote')}</p>
      <Chart
        label={t('trail')}
        option={option}
        height={200}
        numbers={{
          columns: ['', t('score'), t('grade')],
          rows: trail.map(({ day, score, grade }) => [day, score, grade]),
        }}
      />
    </section>
  )
}
