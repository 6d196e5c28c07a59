import { App, Button } from 'antd'
import { useState } from 'react'
import { setInvoiceOwnFields } from '../../../api/invoices.ts'
import { exportInstalments } from '../../../api/list-exports.ts'
import { listInstalments, voidInvoice } from '../../../api/receivables.ts'
import { daysBetween } from '../../../core/calendar.ts'
import { formatFen } from '../../../core/money.ts'
import { isRetentionName } from '../../../core/receivable/retention.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { receivablesText } from '../../../text/web/receivables.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { ColumnChoice } from '../../parts/list-columns.tsx'
import { useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { FilterTags, ListFilter } from '../../parts/list-filter.tsx'
import { useHasFields } from '../../parts/own-fields-panel.tsx'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { SideDrawer } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { LedgerMoney, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { useToday } from '../../ui/today.tsx'
import { TextLink, type UrlValues, useAsOf, useUrl } from '../../ui/url.tsx'
import { useBucketWords } from './buckets.tsx'
import type { Ageing } from './queries.ts'
import { DETAIL_SIZE, detailQuery } from './queries.ts'

const OwnFieldsDrawer = laterOpened(
  async () => (await import('../../parts/own-fields-drawer.tsx')).OwnFieldsDrawer,
)
const RegisterDispute = laterOpened(
  async () => (await import('./register-dispute.tsx')).RegisterDispute,
  'row',
)

type Row = ReplyOf<typeof listInstalments>['items'][number]

/**
 * The instalments behind the figure that was clicked; which one stands in the URL, so that it can be sent on.
 */
export function Detail({ reply }: { reply: Ageing }) {
  const t = useText(receivablesText)
  const phone = useIsPhone()
  const bucketWords = useBucketWords(reply.basis)
  const { values, set } = useUrl()
  const bucket = values.bucket === undefined ? undefined : reply.buckets[Number(values.bucket)]
  const query = detailQuery(values, bucket)
  const ages = agesOf(values)
  const { data, error } = useLater(listInstalments, { query: query ?? {}, enabled: query !== null })
  const options = { responsible: usePeople() }
  const name =
    reply.customers.find((one) => one.id === values.customerId)?.name ?? data?.items[0]?.customer.name
  const title = bucket
    ? t('detailBucket', { bucket: bucketWords(bucket) })
    : ages
      ? t('detailBucket', { bucket: bucketWords(ages) })
      : values.due
        ? t('detailDay', { day: values.due })
        : values.disputed
          ? t('detailDisputed')
          : values.kept
            ? t('detailKept')
            : t('detailCustomer', { name: name ?? '' })
  return (
    <SideDrawer
      open={query !== null}
      title={title}
      size={phone ? '100%' : 1020}
      onClose={() =>
        set({
          bucket: undefined,
          customerId: undefined,
          due: undefined,
          disputed: undefined,
          kept: undefined,
          fromDays: undefined,
          toDays: undefined,
          fields: undefined,
          custom: undefined,
        })
      }
      extra={
        values.customerId && (
          <div className="bw-row">
            <TextLink href={paths.statement(values.customerId)}>{t('statement')}</TextLink>
            <TextLink href={paths.customer(values.customerId)}>{t('openCustomer')}</TextLink>
          </div>
        )
      }
    >
      <ErrorNote error={error as Parameters<typeof ErrorNote>[0]['error']} />
      {data && (
        <>
          <FilterBar>
            <ListFilter list="invoice" options={options} />
            <ColumnChoice list="invoice" />
          </FilterBar>
          <FilterTags list="invoice" options={options} />
          <p className="bw-soft biz-detail-sum">
            {t('detailSum', { amount: moneyText(data.sumOpenFen), n: data.total })}
          </p>
          <Rows reply={data} query={query ?? {}} ofOneCustomer={values.customerId !== undefined} />
        </>
      )}
    </SideDrawer>
  )
}

/** An age of the provision, where one was clicked. */
function agesOf({ fromDays, toDays }: UrlValues): { fromDays: number | null; toDays: number | null } | null {
  if (!fromDays && !toDays) return null
  return { fromDays: fromDays ? Number(fromDays) : null, toDays: toDays ? Number(toDays) : null }
}

type RowsProps = { reply: ReplyOf<typeof listInstalments>; query: object; ofOneCustomer: boolean }

function Rows({ reply, query, ofOneCustomer }: RowsProps) {
  const t = useText(receivablesText)
  const may = useMay()
  const { values } = useUrl()
  const { message } = App.useApp()
  const [voiding, setVoiding] = useState<Row | null>(null)
  const [contested, setContested] = useState<Row | null>(null)
  const [filling, setFilling] = useState<Row | null>(null)
  const hasOwn = useHasFields('invoice')
  const exportHref = useExportHref(exportInstalments, { ...query, cols: values['cols'] })
  const fill = useSend(setInvoiceOwnFields, { onDone: () => setFilling(null) })
  const send = useSend(voidInvoice, {
    onDone: () => {
      setVoiding(null)
      void message.success(t('voided'))
    },
  })
  const live = !values.asOf
  const writes = live && may('receivable.write')
  const columns = useColumns(ofOneCustomer, {
    onContest: live && may('receivable.note') ? setContested : null,
    onVoid: writes ? setVoiding : null,
    onFill: writes && hasOwn ? setFilling : null,
  })
  return (
    <>
      <DataTable
        columns={columns}
        rows={reply.items}
        rowKey={(row) => row.id}
        total={reply.total}
        pageSize={DETAIL_SIZE}
        exportHref={exportHref}
        rowTone={(row) => (row.overdueDays > 60 && row.openFen > 0 ? 'danger' : undefined)}
        empty={<p className="bw-muted biz-detail-sum">{t('nothingThere')}</p>}
      />
      <Confirm
        open={voiding !== null}
        title={t('voidTitle', { number: voiding?.invoiceNumber ?? '' })}
        text={t('voidText')}
        okText={t('voidInvoice')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => voiding && send.mutate({ params: { id: voiding.invoiceId }, body: { reason } })}
        onCancel={() => setVoiding(null)}
      />
      <RegisterDispute row={contested} onClose={() => setContested(null)} />
      <OwnFieldsDrawer
        open={filling !== null}
        record="invoice"
        held={filling?.custom ?? {}}
        busy={fill.isPending}
        error={fill.error}
        onSave={(custom) => filling && fill.mutate({ params: { id: filling.invoiceId }, body: { custom } })}
        onClose={() => setFilling(null)}
      />
    </>
  )
}

type Act = ((row: Row) => void) | null
type Acts = { onContest: Act; onVoid: Act; onFill: Act }

function useColumns(ofOneCustomer: boolean, { onContest, onVoid, onFill }: Acts): Column<Row>[] {
  const t = useText(receivablesText)
  const own = useCustomColumns<Row>('invoice')
  const facts = useFactColumns()
  const customer: Column<Row> = {
    key: 'customer',
    title: t('customer'),
    card: 'title',
    cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
  }
  const acts = useActsColumn({ onContest, onVoid, onFill })
  const chosen = useChosenColumns('invoice', [
    ...(ofOneCustomer ? [] : [customer]),
    {
      key: 'number',
      title: t('invoice'),
      card: ofOneCustomer ? 'title' : 'line',
      cell: (row) => (
        <span>
          {row.invoiceNumber} {row.label && <span className="bw-muted">{row.label}</span>} <TaxOf row={row} />
          {row.retention && !isRetentionName(row.label) && <span className="bw-tag">{t('retention')}</span>}{' '}
          {row.disputedFen > 0 && (
            <span className="bw-tag bw-tag-warn">
              {row.disputedFen < row.openFen
                ? t('disputedPart', { amount: moneyText(row.disputedFen) })
                : t('disputed')}
            </span>
          )}
        </span>
      ),
    },
    { key: 'due_on', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    { key: 'overdue_days', title: t('overdueDays'), cell: (row) => <HowLate row={row} /> },
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
      cell: (row) => <LedgerMoney fen={row.openFen} original={openOf(row)} />,
    },
    ...facts,
    ...own,
  ])
  return acts ? [...chosen, acts] : chosen
}

/** What can be done with a row; null: nothing, by whoever looks at it. */
function useActsColumn({ onContest, onVoid, onFill }: Acts): Column<Row> | null {
  const t = useText(receivablesText)
  const fields = useText(customFieldsText)
  if (!onContest && !onVoid) return null
  return {
    key: 'void',
    title: '',
    align: 'right',
    card: 'foot',
    cell: (row) => (
      <span className="bw-row">
        {onContest && row.disputedFen < row.openFen && (
          <Button size="small" type="link" onClick={() => onContest(row)}>
            {t('contest')}
          </Button>
        )}
        {onFill && (
          <Button size="small" type="link" onClick={() => onFill(row)}>
            {fields('panel')}
          </Button>
        )}
        {onVoid && (
          <Button size="small" type="link" className="biz-quiet" onClick={() => onVoid(row)}>
            {t('voidInvoice')}
          </Button>
        )}
      </span>
    ),
  }
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<Row>[] {
  const name = useFieldWord('invoice')
  return [
    { key: 'label', title: name('label'), cell: (row) => row.label },
    { key: 'issued_on', title: name('issued_on'), cell: (row) => <Day day={row.issuedOn} /> },
    {
      key: 'disputed',
      title: name('disputed'),
      align: 'right',
      cell: (row) => (row.disputedFen > 0 ? <LedgerMoney fen={row.disputedFen} original={null} /> : null),
    },
    { key: 'currency', title: name('currency'), cell: (row) => row.original?.currency ?? 'CNY' },
    {
      key: 'responsible',
      title: name('responsible'),
      cell: (row) => <Person name={row.responsible?.name} />,
    },
  ]
}

function openOf({ original }: Row) {
  return original && { currency: original.currency, minor: original.openMinor }
}

function HowLate({ row }: { row: Row }) {
  const t = useText(receivablesText)
  const today = useToday()
  const asOf = useAsOf()
  if (row.retention === 'waiting') return <span className="bw-soft">{t('awaits')}</span>
  const days = daysBetween(row.dueOn, asOf ?? today)
  if (days > 0) return <span className="bw-danger">{t('days', { n: days })}</span>
  if (days === 0) return <span className="bw-warn">{t('dueToday')}</span>
  return <span className="bw-soft">{t('daysLeft', { n: -days })}</span>
}

/** Of the whole invoice, where its source says what of it is tax [C053]. */
function TaxOf({ row: { tax, original } }: { row: Row }) {
  const t = useText(receivablesText)
  if (!tax) return null
  const currency = original?.currency ?? 'CNY'
  const amounts = { tax: inCurrency(tax.taxMinor, currency), net: inCurrency(tax.netMinor, currency) }
  const text =
    tax.rateBp === null ? t('taxOf', amounts) : t('taxOfRate', { ...amounts, rate: `${tax.rateBp / 100}%` })
  return <span className="bw-muted">{text} </span>
}

function inCurrency(minor: number, currency: string): string {
  return currency === 'CNY' ? moneyText(minor) : `${currency} ${formatFen(BigInt(minor))}`
}
