import { Button } from 'antd'
import { useState } from 'react'
import { BILL_VIEWS, listBills } from '../../../api/bills.ts'
import { exportBills } from '../../../api/list-exports.ts'
import { billsText } from '../../../text/web/bills.ts'
import { useLater } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlSearch, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useUrl } from '../../ui/url.tsx'
import { BillDetail } from './bill-detail.tsx'
import { BillState } from './bill-state.tsx'
import { BillsCollected } from './bills-collected.tsx'
import type { Bill, BillPage } from './queries.ts'

const ReceiveBill = laterOpened(async () => (await import('./receive-bill.tsx')).ReceiveBill)

const SIZE = 50

/** The register of acceptance bills (票据台账): in hand, about to fall due, passed on, refused [C091]. */
export function Bills() {
  const t = useText(billsText)
  const { values, set } = useUrl()
  const [receiving, setReceiving] = useState(false)
  const { data, error } = useLater(listBills, {
    query: {
      asOf: values.asOf,
      known: values.known,
      view: values.bills,
      q: values.bill,
      page: Number(values.page ?? 1),
      size: SIZE,
    },
  })
  const columns = useColumns()
  const exportHref = useExportHref(exportBills, {
    asOf: values.asOf,
    known: values.known,
    view: values.bills,
    q: values.bill,
  })
  if (!data) return <ErrorNote error={error as Parameters<typeof ErrorNote>[0]['error']} />
  const receive = data.can.receive === true && (
    <Button type="primary" size="small" onClick={() => setReceiving(true)}>
      {t('receive')}
    </Button>
  )
  return (
    <>
      <div className="bw-row biz-between">
        <p className="bw-soft biz-detail-sum">{t('note')}</p>
        {receive}
      </div>
      <Sums page={data} />
      <FilterBar>
        <UrlTabs
          name="bills"
          fallback="all"
          options={BILL_VIEWS.map((view) => ({ value: view, label: t(`view_${view}`) }))}
        />
        <UrlSearch name="bill" label={t('search')} />
      </FilterBar>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.receivables({ ...values, paper: row.id })}
        total={data.total}
        pageSize={SIZE}
        exportHref={exportHref}
        rowTone={(row) => (isLate(row) || row.state === 'refused' ? 'danger' : undefined)}
        empty={
          data.sums.in_hand.count + data.total === 0 && !values.bills && !values.bill ? (
            <EmptyState title={t('emptyAll')} text={t('emptyAllText')} action={receive} />
          ) : (
            <EmptyState title={t('emptyView')} />
          )
        }
      />
      <BillsCollected page={data} />
      <BillDetail
        row={data.items.find(({ id }) => id === values.paper) ?? null}
        onClose={() => set({ paper: undefined })}
      />
      <ReceiveBill open={receiving} onClose={() => setReceiving(false)} />
    </>
  )
}

const isLate = (row: Bill) => row.state === 'in_hand' && row.daysLeft < 0

function Sums({ page }: { page: BillPage }) {
  const t = useText(billsText)
  const { values } = useUrl()
  const { in_hand, soon, late, passed, refused, commercial } = page.sums
  const href = (bills: string) => paths.receivables({ ...values, bills, page: undefined })
  return (
    <StatRow>
      <StatCard
        label={t('inHand')}
        value={<Money fen={in_hand.fen} short />}
        note={[
          t('papers', { n: in_hand.count }),
          ...(commercial.count > 0 ? [t('commercialNote', { fen: moneyText(commercial.fen) })] : []),
        ].join(' · ')}
        href={href('in_hand')}
      />
      <StatCard
        label={t('soon')}
        value={<Money fen={soon.fen} short />}
        note={`${t('papers', { n: soon.count })} · ${t('soonNote')}`}
        href={href('soon')}
      />
      {late.count > 0 && (
        <StatCard
          label={t('late')}
          value={<Money fen={late.fen} short />}
          note={`${t('papers', { n: late.count })} · ${t('lateNote')}`}
          tone="warn"
          href={href('late')}
        />
      )}
      <StatCard
        label={t('passed')}
        value={<Money fen={passed.fen} short />}
        note={[
          t('papers', { n: passed.count }),
          page.costFen > 0 ? t('costNote', { fen: moneyText(page.costFen) }) : t('passedNote'),
        ].join(' · ')}
        href={href('passed')}
      />
      <StatCard
        label={t('refusedSum')}
        value={<Money fen={refused.fen} short />}
        note={`${t('papers', { n: refused.count })} · ${t('refusedNote')}`}
        {...(refused.count > 0 ? { tone: 'danger' as const } : {})}
        href={href('refused')}
      />
    </StatRow>
  )
}

function useColumns(): Column<Bill>[] {
  const t = useText(billsText)
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <RowLink>{row.customer.name}</RowLink>,
    },
    {
      key: 'paper',
      title: t('paper'),
      cell: (row) => (
        <span className="biz-two-lines">
          <span className="bw-num">{row.number || t(`kind_${row.kind}`)}</span>
          <span className="bw-muted">
            {[t(`kind_${row.kind}`), row.acceptor].filter(Boolean).join(' · ')}
          </span>
        </span>
      ),
    },
    {
      key: 'received',
      title: t('receivedOn'),
      card: 'hide',
      cell: (row) => <Day day={row.receivedOn} />,
    },
    { key: 'due', title: t('due'), cell: (row) => <Due row={row} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    { key: 'state', title: t('state'), cell: (row) => <BillState row={row} /> },
  ]
}

function Due({ row }: { row: Bill }) {
  const t = useText(billsText)
  const isOpen = row.state !== 'honoured' && row.state !== 'refused'
  const { daysLeft } = row
  return (
    <span className="biz-two-lines">
      <Day day={row.dueOn} />
      {isOpen && (
        <span className={isLate(row) ? 'bw-danger' : 'bw-muted'}>
          {daysLeft === 0
            ? t('dueToday')
            : daysLeft > 0
              ? t('daysLeft', { n: daysLeft })
              : t('daysPast', { n: -daysLeft })}
        </span>
      )}
    </span>
  )
}
