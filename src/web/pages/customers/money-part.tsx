import { App, Button, Checkbox } from 'antd'
import { useMemo, useState } from 'react'
import { voidPayment } from '../../../api/receivables.ts'
import { daysBetween } from '../../../core/calendar.ts'
import { currencyText } from '../../../core/exchange/rate.ts'
import { formatFen } from '../../../core/money.ts'
import { isUndated } from '../../../core/receivable/retention.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useSend } from '../../api.ts'
import { HistoryButton } from '../../parts/history-button.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { COLORS } from '../../theme.ts'
import { Chart } from '../../ui/chart.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { LedgerMoney, Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Customer } from './queries.ts'
import { SettledRows } from './settled-part.tsx'
import { Latest, useFirst } from './use-first.tsx'

export function MoneyFigures({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const { money, limitFen } = customer
  const over = limitFen === null ? 0 : money.openFen - limitFen
  return (
    <StatRow>
      <StatCard
        label={t('open')}
        value={<Money fen={money.openFen} short />}
        note={t('billedTotal', { billed: moneyText(money.billedFen), paid: moneyText(money.paidFen) })}
      />
      <StatCard
        label={t('overdueMoney')}
        value={<Money fen={money.overdueFen} short />}
        {...(money.overdueFen > 0
          ? { tone: 'danger' as const, note: t('daysOver', { n: money.maxOverdueDays }) }
          : {})}
      />
      <StatCard label={t('notDue')} value={<Money fen={money.notDueFen} short />} />
      <StatCard
        label={t('limitUse')}
        value={limitFen ? percent(money.openFen, limitFen) : '—'}
        note={
          limitFen === null
            ? t('noLimit')
            : over > 0
              ? t('overLimit', { amount: moneyText(over) })
              : t('limitUsed', { used: moneyText(money.openFen), limit: moneyText(limitFen) })
        }
        {...(over > 0 ? { tone: 'danger' as const } : {})}
      />
      <StatCard
        label={money.unallocatedFen > 0 ? t('unallocated') : t('onTime')}
        value={
          money.unallocatedFen > 0 ? (
            <Money fen={money.unallocatedFen} short />
          ) : (
            t('onTimeOf', { num: money.onTime.num, den: money.onTime.den })
          )
        }
        {...(money.unallocatedFen > 0
          ? { note: `${t('onTime')} ${t('onTimeOf', { num: money.onTime.num, den: money.onTime.den })}` }
          : {})}
      />
    </StatRow>
  )
}

function percent(part: number, whole: number): string {
  return `${Math.round((part * 100) / whole)}%`
}

export function MoneyChart({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const { monthly } = customer
  const option = useMemo(
    () => ({
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8 },
      tooltip: {
        trigger: 'axis',
        confine: true,
        valueFormatter: (yuan: unknown) => moneyText(Number(yuan) * 100),
      },
      xAxis: { type: 'category', data: monthly.map((one) => one.month), axisTick: { show: false } },
      yAxis: {
        type: 'value',
        splitLine: { lineStyle: { color: COLORS.line } },
        axisLabel: { formatter: (yuan: number) => moneyText(yuan * 100) },
      },
      series: [
        {
          name: t('billed'),
          type: 'bar',
          data: monthly.map((one) => one.billedFen / 100),
          barMaxWidth: 12,
          itemStyle: { color: '#c3d2d0', borderRadius: [3, 3, 0, 0] },
        },
        {
          name: t('paid'),
          type: 'bar',
          data: monthly.map((one) => one.paidFen / 100),
          barMaxWidth: 12,
          itemStyle: { color: COLORS.accent, borderRadius: [3, 3, 0, 0] },
        },
      ],
    }),
    [monthly, t],
  )
  if (monthly.every((one) => one.billedFen === 0 && one.paidFen === 0)) return null
  return (
    <Panel title={t('chartTitle')}>
      <Chart
        label={t('chartTitle')}
        option={option}
        height={220}
        numbers={{
          columns: [t('month'), t('billed'), t('paid')],
          rows: monthly.map((one) => [
            one.month,
            <Money key="b" fen={one.billedFen} />,
            <Money key="p" fen={one.paidFen} />,
          ]),
        }}
      />
    </Panel>
  )
}

type Instalment = Customer['instalments'][number]

export function InstalmentsPanel({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const may = useMay()
  const today = useToday()
  const [settledToo, setSettledToo] = useState(false)
  return (
    <Panel
      flush
      title={t('instalments')}
      extra={
        <div className="bw-row">
          {customer.money.onTime.den > 0 && (
            <Checkbox checked={settledToo} onChange={(event) => setSettledToo(event.target.checked)}>
              {t('showSettled')}
            </Checkbox>
          )}
          {may('receivable.read') && (
            <TextLink href={paths.statement(customer.id)}>{t('statement')}</TextLink>
          )}
        </div>
      }
    >
      <DataTable
        columns={useInstalmentColumns(customer.asOf ?? today)}
        rows={customer.instalments}
        rowKey={(row) => row.id}
        rowTone={(row) => (row.overdueDays > 0 ? 'danger' : undefined)}
        empty={<EmptyState title={t('instalmentsNone')} />}
      />
      <Latest customer={customer} shown={customer.instalments.length} total={customer.totals.instalments} />
      {settledToo && <SettledRows customer={customer} />}
    </Panel>
  )
}

function useInstalmentColumns(from: string): Column<Instalment>[] {
  const t = useText(customersText)
  return [
    {
      key: 'invoice',
      title: t('invoice'),
      card: 'title',
      cell: (row) => (
        <span>
          {row.invoiceNumber} {row.label && <span className="bw-muted">{row.label}</span>}
        </span>
      ),
    },
    { key: 'due', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    {
      key: 'days',
      title: t('days'),
      cell: (row) => {
        if (isUndated(row.dueOn)) return <span className="bw-muted">{t('awaitsAcceptance')}</span>
        const days = daysBetween(row.dueOn, from)
        if (days > 0) return <span className="bw-danger">{t('daysOver', { n: days })}</span>
        if (days === 0) return <span className="bw-warn">{t('dueToday')}</span>
        return <span className="bw-soft">{t('daysLeft', { n: -days })}</span>
      },
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      cell: (row) => <LedgerMoney fen={row.amountFen} original={row.original} />,
    },
    {
      key: 'open',
      title: t('openAmount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <LedgerMoney
          fen={row.openFen}
          original={row.original && { currency: row.original.currency, minor: row.original.openMinor }}
          {...(row.overdueDays > 0 && row.openFen > 0 ? { tone: 'danger' as const } : {})}
        />
      ),
    },
  ]
}

type Payment = Customer['payments'][number]

/** An advance stays in the money it came in. */
function leftOf({ original, unallocatedFen }: Payment): string {
  return original
    ? currencyText(BigInt(original.unallocatedMinor), original.currency)
    : moneyText(unallocatedFen)
}

export function PaymentsPanel({ customer, live }: { customer: Customer; live: boolean }) {
  const t = useText(customersText)
  const may = useMay()
  const { message } = App.useApp()
  const [voiding, setVoiding] = useState<string | null>(null)
  const { shown: payments, more } = useFirst(customer.payments, 8)
  const send = useSend(voidPayment, {
    onDone: () => {
      setVoiding(null)
      void message.success(t('voided'))
    },
  })
  const columns: Column<Payment>[] = [
    { key: 'on', title: t('received'), card: 'title', cell: (row) => <Day day={row.receivedOn} /> },
    {
      key: 'kind',
      title: t('reference'),
      cell: (row) => (
        <span>
          {row.kind === 'credit_note' && <span className="bw-tag">{t('kindCredit')}</span>}
          {row.kind === 'write_off' && <span className="bw-tag bw-tag-danger">{t('kindWriteOff')}</span>}
          {row.kind === 'bill' && <span className="bw-tag">{t('kindBill')}</span>}
          {row.kind === 'bill_refused' && (
            <span className="bw-tag bw-tag-danger">{t('kindBillRefused')}</span>
          )}{' '}
          {row.reference || row.remark || <span className="bw-muted">—</span>}
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="bw-two-amounts">
          <Money fen={row.amountFen} />
          {row.original && <Money fen={row.original.minor} currency={row.original.currency} tone="muted" />}
          {row.differenceFen !== 0 && (
            <span className={row.differenceFen > 0 ? 'bw-danger' : 'bw-good'}>
              {t(row.differenceFen > 0 ? 'exchangeLoss' : 'exchangeGain', {
                amount: `¥${formatFen(BigInt(Math.abs(row.differenceFen)))}`,
              })}
            </span>
          )}
          {row.unallocatedFen > 0 && (
            <span className="bw-warn">{t('unallocatedPart', { amount: leftOf(row) })}</span>
          )}
        </span>
      ),
    },
    {
      key: 'history',
      title: '',
      width: 40,
      card: 'foot',
      cell: (row) => live && <HistoryButton small kind="payment" id={row.id} name={row.reference} />,
    },
    ...(live && may('receivable.write')
      ? [
          {
            key: 'void',
            title: '',
            align: 'right' as const,
            width: 70,
            cell: (row: Payment) =>
              // A write-off is taken back where it was decided, a bill in its register.
              (row.kind === 'payment' || row.kind === 'credit_note') && (
                <Button size="small" type="link" className="biz-quiet" onClick={() => setVoiding(row.id)}>
                  {t('voidPayment')}
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <Panel flush title={t('payments')}>
      <DataTable
        columns={columns}
        rows={payments}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('paymentsNone')} />}
      />
      {more}
      <Latest customer={customer} shown={customer.payments.length} total={customer.totals.payments} />
      <Confirm
        open={voiding !== null}
        title={t('voidPaymentTitle')}
        text={t('voidPaymentText')}
        okText={t('voidPayment')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => voiding && send.mutate({ params: { id: voiding }, body: { reason } })}
        onCancel={() => setVoiding(null)}
      />
    </Panel>
  )
}
