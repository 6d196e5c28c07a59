import { Button } from 'antd'
import { useState } from 'react'
import { ageing } from '../../../api/receivables.ts'
import { shareBp } from '../../../core/money.ts'
import { billsText } from '../../../text/web/bills.ts'
import { closesText } from '../../../text/web/closes.ts'
import { commissionText } from '../../../text/web/commission.ts'
import { concentrationText } from '../../../text/web/concentration.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { measuresText } from '../../../text/web/measures.ts'
import { provisionsText } from '../../../text/web/provisions.ts'
import { receiptsText } from '../../../text/web/receipts.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import { uninvoicedText } from '../../../text/web/uninvoiced.ts'
import { useData } from '../../api.ts'
import { FreshnessNote } from '../../parts/freshness-note.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { AgeingTable } from './ageing-table.tsx'
import { BucketBar } from './buckets.tsx'
import { Detail } from './detail.tsx'
import { type Ageing, ageingQuery } from './queries.ts'
import { Reading } from './reading.tsx'
import './receivables.css'
import { laterOpened, part } from '../../ui/later.tsx'

const Bills = part(async () => (await import('./bills.tsx')).Bills)
const Closes = part(async () => (await import('./closes.tsx')).Closes)
const Commission = part(async () => (await import('./commission.tsx')).Commission)
const Concentration = part(async () => (await import('./concentration.tsx')).Concentration)
const Disputes = part(async () => (await import('./disputes.tsx')).Disputes)
const DueCalendar = part(async () => (await import('./due-calendar.tsx')).DueCalendar)
const Dunning = part(async () => (await import('./dunning.tsx')).Dunning)
const Losses = part(async () => (await import('./losses.tsx')).Losses)
const Measures = part(async () => (await import('./measures.tsx')).Measures)
const Provisions = part(async () => (await import('./provisions.tsx')).Provisions)
const Receipts = part(async () => (await import('./receipts.tsx')).Receipts)

const Uninvoiced = part(async () => (await import('./uninvoiced.tsx')).Uninvoiced)

const RecordInvoiceDrawer = laterOpened(
  async () => (await import('../../parts/record-invoice.tsx')).RecordInvoiceDrawer,
)
const RecordPaymentDrawer = laterOpened(
  async () => (await import('../../parts/record-payment.tsx')).RecordPaymentDrawer,
)

/** Work of today and what is closed or paid out by month: none of it stands as it stood on a past day. */
const OF_TODAY = ['dunning', 'calendar', 'receipts', 'commission', 'closes']

export function ReceivablesPage() {
  const t = useText(receivablesText)
  const bills = useText(billsText)
  const closes = useText(closesText)
  const commission = useText(commissionText)
  const measures = useText(measuresText)
  const concentration = useText(concentrationText)
  const disputes = useText(disputesText)
  const receipts = useText(receiptsText)
  const dunning = useText(dunningText)
  const provisions = useText(provisionsText)
  const losses = useText(lossesText)
  const uninvoiced = useText(uninvoicedText)
  const may = useMay()
  const asOf = useAsOf()
  const { values } = useUrl()
  const reply = useData(ageing, { query: ageingQuery(values) })
  const [recording, setRecording] = useState<'payment' | 'invoice' | null>(null)
  const writes = may('receivable.write') && !asOf
  return (
    <>
      <LookingBackBanner reading={reply.reading} />
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <>
            <AsOfPicker />
            {writes && (
              <>
                <Button onClick={() => setRecording('invoice')}>{t('recordInvoice')}</Button>
                <Button type="primary" onClick={() => setRecording('payment')}>
                  {t('recordPayment')}
                </Button>
              </>
            )}
          </>
        }
      />
      {asOf && <Reading />}
      <Totals reply={reply} />
      <FreshnessNote of={['invoice', 'payment']} />
      <BucketBar reply={reply} />
      <div className="biz-tabs">
        <UrlTabs
          name="tab"
          fallback="customers"
          options={[
            { value: 'customers', label: t('byCustomer') },
            { value: 'dunning', label: dunning('tab') },
            { value: 'calendar', label: t('calendar') },
            ...(may('order.read') ? [{ value: 'uninvoiced', label: uninvoiced('tab') }] : []),
            { value: 'measures', label: measures('tab') },
            { value: 'concentration', label: concentration('tab') },
            { value: 'receipts', label: receipts('tab') },
            { value: 'bills', label: bills('tab') },
            { value: 'disputes', label: disputes('tab') },
            { value: 'losses', label: losses('tab') },
            ...(may('target.read') ? [{ value: 'commission', label: commission('tab') }] : []),
            ...(may('close.read')
              ? [
                  { value: 'provisions', label: provisions('tab') },
                  { value: 'closes', label: closes('tab') },
                ]
              : []),
          ].filter(({ value }) => !asOf || !OF_TODAY.includes(value))}
        />
      </div>
      <Part tab={values.tab} reply={reply} />
      <Detail reply={reply} />
      <RecordPaymentDrawer open={recording === 'payment'} onClose={() => setRecording(null)} />
      <RecordInvoiceDrawer open={recording === 'invoice'} onClose={() => setRecording(null)} />
    </>
  )
}

function Part({ tab, reply }: { tab: string | undefined; reply: Ageing }) {
  const t = useText(receivablesText)
  const asOf = useAsOf()
  if (asOf && tab && OF_TODAY.includes(tab))
    return <EmptyState title={t('onlyToday')} text={t('onlyTodayWhy')} />
  if (tab === 'dunning') return <Dunning />
  if (tab === 'calendar') return <DueCalendar />
  if (tab === 'uninvoiced') return <Uninvoiced />
  if (tab === 'measures') return <Measures />
  if (tab === 'concentration') return <Concentration />
  if (tab === 'receipts') return <Receipts />
  if (tab === 'bills') return <Bills />
  if (tab === 'disputes') return <Disputes />
  if (tab === 'losses') return <Losses />
  if (tab === 'commission') return <Commission />
  if (tab === 'provisions') return <Provisions />
  if (tab === 'closes') return <Closes />
  return <AgeingTable reply={reply} />
}

function Totals({ reply }: { reply: Ageing }) {
  const t = useText(receivablesText)
  const { values } = useUrl()
  const share = shareBp(BigInt(reply.overdue.amountFen), BigInt(reply.open.amountFen))
  return (
    <StatRow>
      <StatCard
        label={t('open')}
        value={<Money fen={reply.open.amountFen} short />}
        note={t('instalmentsCount', { n: reply.open.count })}
      />
      <StatCard
        label={t('overdue')}
        value={<Money fen={reply.overdue.amountFen} short />}
        note={
          <>
            {t('instalmentsCount', { n: reply.overdue.count })}
            {share !== null &&
              share > 0 &&
              ` · ${t('overdueShare', { share: `${(share / 100).toFixed(1)}%` })}`}
          </>
        }
        {...(reply.overdue.amountFen > 0 ? { tone: 'danger' as const } : {})}
        href={paths.receivables({ ...values, fromDays: '1' })}
      />
      <StatCard
        label={t('notDue')}
        value={<Money fen={reply.open.amountFen - reply.overdue.amountFen} short />}
        note={t('instalmentsCount', { n: reply.open.count - reply.overdue.count })}
        href={paths.receivables({ ...values, toDays: '0' })}
      />
      {reply.retention.amountFen > 0 && (
        <StatCard
          label={t('retentionMoney')}
          value={<Money fen={reply.retention.amountFen} short />}
          note={
            reply.retention.waitingFen > 0
              ? t('retentionWaiting', { amount: moneyText(reply.retention.waitingFen) })
              : t('instalmentsCount', { n: reply.retention.count })
          }
          href={paths.receivables({ ...values, kept: 'true' })}
        />
      )}
      {reply.disputed.amountFen > 0 && (
        <StatCard
          label={t('disputedMoney')}
          value={<Money fen={reply.disputed.amountFen} short />}
          note={t('disputedNote', { n: reply.disputed.count })}
          tone="warn"
          href={paths.receivables({ ...values, disputed: 'true' })}
        />
      )}
      <StatCard
        label={t('unallocated')}
        value={<Money fen={reply.unallocatedFen} short />}
        note={t('unallocatedNote')}
      />
    </StatRow>
  )
}
