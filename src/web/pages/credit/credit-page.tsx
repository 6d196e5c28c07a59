import { Button } from 'antd'
import { useState } from 'react'
import { creditBoard } from '../../../api/credit.ts'
import { creditText } from '../../../text/web/credit.ts'
import { accountsText } from '../../../text/web/credit-accounts.ts'
import { whatIfText } from '../../../text/web/credit-what-if.ts'
import { termPolicyText } from '../../../text/web/term-policy.ts'
import { fromUrl, type ReplyOf, useData } from '../../api.ts'
import { useReasonWords } from '../../parts/credit-words.ts'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { GradeTag } from '../../ui/grade.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useGo, useUrl } from '../../ui/url.tsx'
import './credit.css'
import { laterOpened } from '../../ui/later.tsx'
import { HeldOrders } from './held-orders.tsx'

const CardDrawer = laterOpened(async () => (await import('./card-drawer.tsx')).CardDrawer)
const PolicyDrawer = laterOpened(async () => (await import('./policy-drawer.tsx')).PolicyDrawer)

type Board = ReplyOf<typeof creditBoard>
type Mover = Board['movers'][number]
type Override = Board['overrides'][number]

/** Where the customers stand, who moved and why, and which grades are set by decision [C015 C024]. */
export function CreditPage() {
  const t = useText(creditText)
  const { values } = useUrl()
  const board = useData(creditBoard, { query: fromUrl(creditBoard, values) })
  const rated = board.grades.reduce((sum, { customers }) => sum + customers, 0)
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead title={t('title')} note={t('note')} actions={<Actions />} />
      {rated + board.unrated === 0 ? (
        <Nobody />
      ) : (
        <div className="bw-stack">
          <Grades board={board} rated={rated} />
          <HeldOrders />
          <Movers board={board} />
          <Overrides board={board} />
        </div>
      )}
    </>
  )
}

function Actions() {
  const t = useText(creditText)
  const w = useText(whatIfText)
  const terms = useText(termPolicyText)
  const go = useGo()
  const a = useText(accountsText)
  const [open, setOpen] = useState(false)
  const [card, setCard] = useState(false)
  return (
    <>
      <AsOfPicker />
      <Button onClick={() => setCard(true)}>{a('card')}</Button>
      <Button onClick={() => go(paths.creditWhatIf())}>{w('open')}</Button>
      <Button onClick={() => go(paths.termPolicy())}>{terms('open')}</Button>
      <Button onClick={() => setOpen(true)}>{t('policy')}</Button>
      <CardDrawer open={card} onClose={() => setCard(false)} />
      <PolicyDrawer open={open} onClose={() => setOpen(false)} />
    </>
  )
}

function Nobody() {
  const t = useText(creditText)
  const may = useMay()
  const go = useGo()
  return (
    <EmptyState
      title={t('noData')}
      text={t('noDataText')}
      action={
        may('import.run') && (
          <Button type="primary" onClick={() => go(paths.imports())}>
            {t('title')}
          </Button>
        )
      }
    />
  )
}

/** One card per grade; each opens the customers behind it (law 9). */
function Grades({ board, rated }: { board: Board; rated: number }) {
  const t = useText(creditText)
  return (
    <section aria-label={t('distribution')}>
      <div className="biz-grades">
        {board.grades.map((row) => (
          <TextLink
            key={row.grade}
            href={paths.customers({ creditGrade: row.grade })}
            className="bw-stat bw-stat-link"
            aria-label={`${t('gradeTitle', { grade: row.grade })} ${t('customers', { n: row.customers })}`}
          >
            <span className="bw-row">
              <GradeTag grade={row.grade} big />
              <strong className="bw-stat-value">{t('customers', { n: row.customers })}</strong>
            </span>
            <span className="biz-grade-bar" aria-hidden>
              <span style={{ width: `${rated === 0 ? 0 : (100 * row.customers) / rated}%` }} />
            </span>
            <span className="bw-stat-note">
              {t('openOf', { amount: moneyText(row.openFen) })}
              {row.overdueFen > 0 && (
                <span className="bw-danger"> · {t('overdueOf', { amount: moneyText(row.overdueFen) })}</span>
              )}
            </span>
            {row.few > 0 && <span className="bw-stat-note">{t('few', { n: row.few })}</span>}
            <span className="bw-stat-note">{t('expectedLoss', { amount: moneyText(row.defaultFen) })}</span>
          </TextLink>
        ))}
      </div>
      {board.unrated > 0 && <p className="bw-muted">{t('unrated', { n: board.unrated })}</p>}
    </section>
  )
}

function Movers({ board }: { board: Board }) {
  const t = useText(creditText)
  const reasonOf = useReasonWords()
  const columns: Column<Mover>[] = [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    {
      key: 'change',
      title: t('change'),
      card: 'side',
      cell: (row) => (
        <span className="bw-row">
          <GradeTag grade={row.from} />→<GradeTag grade={row.to} />
        </span>
      ),
    },
    {
      key: 'score',
      title: t('score'),
      align: 'right',
      cell: (row) => (
        <span className={`bw-num ${row.toScore < row.fromScore ? 'bw-danger' : 'bw-good'}`}>
          {row.fromScore} → {row.toScore}
        </span>
      ),
    },
    { key: 'why', title: t('why'), cell: (row) => row.reasons.map(reasonOf).join(' · ') },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
  ]
  return (
    <Panel flush title={t('movers', { n: board.days })}>
      <DataTable
        columns={columns}
        rows={board.movers}
        rowKey={(row) => row.customer.id}
        rowHref={(row) => paths.customer(row.customer.id)}
        empty={<EmptyState title={t('moversNone', { n: board.days })} text={t('moversNoneText')} />}
      />
    </Panel>
  )
}

function Overrides({ board }: { board: Board }) {
  const t = useText(creditText)
  const columns: Column<Override>[] = [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    { key: 'set', title: t('set'), card: 'side', cell: (row) => <GradeTag grade={row.grade} /> },
    { key: 'computed', title: t('computed'), cell: (row) => <GradeTag grade={row.scoreGrade} /> },
    {
      key: 'until',
      title: t('until'),
      cell: (row) => (
        <span className={row.endsSoon ? 'bw-warn' : ''}>
          <Day day={row.expiresOn} />
          {row.endsSoon && <span className="bw-near">{t('endsSoon')}</span>}
        </span>
      ),
    },
    { key: 'reason', title: t('reason'), cell: (row) => row.reason },
    { key: 'by', title: t('by'), cell: (row) => row.by },
  ]
  return (
    <Panel flush title={t('overrides')}>
      <DataTable
        columns={columns}
        rows={board.overrides}
        rowKey={(row) => row.customer.id}
        rowHref={(row) => paths.customer(row.customer.id)}
        empty={<EmptyState title={t('overridesNone')} text={t('overridesNoneText')} />}
      />
    </Panel>
  )
}
