import { App, Button } from 'antd'
import { useState } from 'react'
import { bookProvision, endJudgement, readProvision } from '../../../api/provisions.ts'
import { provisionsText } from '../../../text/web/provisions.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink, useAsOf, useUrl } from '../../ui/url.tsx'
import { ProvisionSegments } from './provision-segments.tsx'
import { useAgeWord } from './provision-words.ts'

const JudgeDrawer = laterOpened(async () => (await import('./judge-drawer.tsx')).JudgeDrawer)
const ProvisionRates = laterOpened(async () => (await import('./provision-rates.tsx')).ProvisionRates)

type ProvisionReply = ReplyOf<typeof readProvision>
type Judged = ProvisionReply['judged'][number]
type Booking = ProvisionReply['bookings'][number]

/** What is set aside for money that may not come, as of any day [C096 C098]. */
export function Provisions() {
  const t = useText(provisionsText)
  const { values } = useUrl()
  const asOf = useAsOf()
  const [shown, setShown] = useState<'rates' | 'judge' | null>(null)
  const { data } = useLater(readProvision, { query: { asOf: values.asOf, known: values.known } })
  if (!data) return null
  const writes = data.can.edit === true && !asOf
  return (
    <div className="bw-stack">
      <div className="bw-row biz-between">
        <span className="bw-soft">{t('note')}</span>
        {writes && (
          <span className="bw-row">
            <Button onClick={() => setShown('judge')}>{t('judge')}</Button>
            <Button onClick={() => setShown('rates')}>{t('editRates')}</Button>
          </span>
        )}
      </div>
      <Figures data={data} />
      <Ages data={data} />
      <JudgedList data={data} writes={writes} />
      <Bookings data={data} writes={writes} />
      <ProvisionRates open={shown === 'rates'} data={data} onClose={() => setShown(null)} />
      <JudgeDrawer open={shown === 'judge'} onClose={() => setShown(null)} />
    </div>
  )
}

function Figures({ data }: { data: ProvisionReply }) {
  const t = useText(provisionsText)
  const percent = (part: number, whole: number) => (whole > 0 ? `${((100 * part) / whole).toFixed(2)}%` : '—')
  return (
    <StatRow>
      <StatCard
        label={t('total')}
        value={<Money fen={data.totalFen} short />}
        note={t('totalNote', {
          general: moneyText(data.generalFen),
          individual: moneyText(data.individualFen),
        })}
      />
      <StatCard
        label={t('cover')}
        value={percent(data.totalFen, data.openFen)}
        note={t('coverNote', { open: moneyText(data.openFen) })}
      />
      <StatCard
        label={t('rateOfSales')}
        value={percent(data.totalFen, data.salesFen)}
        note={t('rateOfSalesNote', { sales: moneyText(data.salesFen) })}
      />
    </StatRow>
  )
}

type Age = ProvisionReply['lines'][number] & { own: ProvisionReply['matrix'][number] | undefined }

function Ages({ data }: { data: ProvisionReply }) {
  const t = useText(provisionsText)
  const word = useAgeWord(data.lines)
  const percent = (bp: number | null | undefined) =>
    bp == null ? '—' : `${(bp / 100).toFixed(bp % 100 ? 2 : 0)}%`
  const rows: Age[] = data.lines.map((line, index) => ({ ...line, own: data.matrix[index] }))
  const columns: Column<Age>[] = [
    {
      key: 'age',
      title: t('age'),
      card: 'title',
      cell: (row) => (
        <TextLink href={paths.receivables(detailOf(data.lines, row))}>{word(row.from)}</TextLink>
      ),
    },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
    {
      key: 'individual',
      title: t('judgedPart'),
      align: 'right',
      cell: (row) => (row.individualFen > 0 ? <Money fen={row.individualFen} /> : null),
    },
    { key: 'rate', title: t('rate'), align: 'right', cell: (row) => percent(row.bp) },
    {
      key: 'fen',
      title: t('setAside'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.fen} />,
    },
    {
      key: 'matrix',
      title: t('matrix'),
      align: 'right',
      cell: (row) => (
        <span className="biz-two-lines">
          {percent(row.own?.bp)}
          <span className="bw-muted">{t('matrixCases', { n: row.own?.n ?? 0 })}</span>
        </span>
      ),
    },
  ]
  return (
    <section>
      <DataTable
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.from)}
        empty={t('empty')}
        summary={{
          age: t('sum'),
          open: <Money fen={data.openFen} />,
          fen: <Money fen={data.generalFen} />,
        }}
      />
      <p className="bw-muted">
        {data.rates.validFrom
          ? t('ratesSince', { day: data.rates.validFrom, by: data.rates.by ?? '', reason: data.rates.reason })
          : t('ratesShipped')}{' '}
        {t(data.rates.method === 'matrix' ? 'matrixCounts' : 'matrixBeside')}{' '}
        {t('matrixNote', { n: data.periods })}
      </p>
      <ProvisionSegments data={data} />
    </section>
  )
}

/** The rows behind one age (law 9). */
function detailOf(lines: ProvisionReply['lines'], row: Age): Record<string, string> {
  const next = lines[lines.findIndex(({ from }) => from === row.from) + 1]
  return {
    tab: 'provisions',
    ...(row.from === null ? {} : { fromDays: String(row.from) }),
    ...(next?.from ? { toDays: String(next.from - 1) } : {}),
  }
}

function JudgedList({ data, writes }: { data: ProvisionReply; writes: boolean }) {
  const t = useText(provisionsText)
  const { message } = App.useApp()
  const [ending, setEnding] = useState<Judged | null>(null)
  const send = useSend(endJudgement, {
    onDone: () => {
      setEnding(null)
      void message.success(t('ended'))
    },
  })
  const columns: Column<Judged>[] = [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>
          <span className="bw-muted">{row.invoiceNumber}</span>
        </span>
      ),
    },
    { key: 'days', title: t('overdueDays'), align: 'right', cell: (row) => row.overdueDays },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
    {
      key: 'fen',
      title: t('setAside'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    {
      key: 'reason',
      title: t('reason'),
      cell: (row) => (
        <span className="biz-two-lines biz-said">
          {row.reason}
          <span className="bw-muted">
            {row.by} {row.on}
          </span>
        </span>
      ),
    },
    {
      key: 'do',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        writes && (
          <Button size="small" type="link" className="biz-quiet" onClick={() => setEnding(row)}>
            {t('end')}
          </Button>
        ),
    },
  ]
  return (
    <section>
      <h3>{t('judgedTitle')}</h3>
      <DataTable columns={columns} rows={data.judged} rowKey={(row) => row.id} empty={t('judgedNone')} />
      <Confirm
        open={ending !== null}
        title={t('endTitle')}
        text={t('endText')}
        okText={t('end')}
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => ending && send.mutate({ params: { id: ending.id }, body: { reason } })}
        onCancel={() => setEnding(null)}
      />
    </section>
  )
}

function Bookings({ data, writes }: { data: ProvisionReply; writes: boolean }) {
  const t = useText(provisionsText)
  const { message } = App.useApp()
  const [booking, setBooking] = useState<{ month: string; again: boolean } | null>(null)
  const send = useSend(bookProvision, {
    onDone: ({ chargeFen }) => {
      setBooking(null)
      void message.success(t('booked', { amount: moneyText(chargeFen) }))
    },
  })
  const next = data.bookable[0]
  return (
    <section>
      <div className="bw-row biz-between">
        <h3>{t('bookings')}</h3>
        {writes && next && (
          <Button type="primary" size="small" onClick={() => setBooking({ month: next, again: false })}>
            {t('book', { month: next })}
          </Button>
        )}
      </div>
      <DataTable
        columns={useBookingColumns(writes ? (month) => setBooking({ month, again: true }) : null)}
        rows={data.bookings}
        rowKey={(row) => row.id}
        empty={t('bookingsNone')}
      />
      <Confirm
        open={booking !== null}
        title={t('book', { month: booking?.month ?? '' })}
        text={t(booking?.again ? 'againText' : 'bookText')}
        okText={t('bookOk')}
        reason={booking?.again ? 'required' : 'optional'}
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => booking && send.mutate({ body: { month: booking.month, reason } })}
        onCancel={() => setBooking(null)}
      />
    </section>
  )
}

const isMoved = (fen: number) => fen !== 0

function useBookingColumns(onAgain: ((month: string) => void) | null): Column<Booking>[] {
  const t = useText(provisionsText)
  // A movement stands in its own column, and nothing where there was none.
  const amount = (
    key: 'charge' | 'release' | 'writtenOff' | 'recovered',
    fenOf: (row: Booking) => number,
    shows = (fen: number) => fen > 0,
  ): Column<Booking> => ({
    key,
    title: t(key),
    align: 'right',
    cell: (row) => (shows(fenOf(row)) ? <Money fen={fenOf(row)} /> : null),
  })
  return [
    {
      key: 'month',
      title: t('month'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <strong>{row.month}</strong>
          <span className="bw-muted">{[row.by, row.reason].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    { key: 'opening', title: t('opening'), align: 'right', cell: (row) => <Money fen={row.openingFen} /> },
    amount('charge', (row) => row.chargeFen),
    amount('release', (row) => -row.chargeFen),
    // Below zero: what an earlier month told was taken back.
    amount('writtenOff', (row) => row.writtenOffFen, isMoved),
    amount('recovered', (row) => row.recoveredFen, isMoved),
    {
      key: 'closing',
      title: t('closing'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.closingFen} />,
    },
    {
      key: 'now',
      title: t('now'),
      align: 'right',
      cell: (row) =>
        row.nowFen === row.closingFen ? (
          <span className="bw-muted">{t('same')}</span>
        ) : (
          <Money fen={row.nowFen} tone="danger" />
        ),
    },
    {
      key: 'do',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        onAgain &&
        row.nowFen !== row.closingFen && (
          <Button size="small" type="link" onClick={() => onAgain(row.month)}>
            {t('again')}
          </Button>
        ),
    },
  ]
}
