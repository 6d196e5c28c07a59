import { listExpected } from '../../../api/cash.ts'
import { cashText } from '../../../text/web/cash.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { SideDrawer } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Reply = ReplyOf<typeof listExpected>
type Row = Reply['items'][number]

const SIZE = 50

/** What stands behind a week: each instalment with its day, its interval and where they come from (law 9). */
export function WeekDrawer() {
  const t = useText(cashText)
  const phone = useIsPhone()
  const { values, set } = useUrl()
  const weekFrom = values.week
  const { data, error } = useLater(listExpected, {
    query: {
      weekFrom: weekFrom ?? '',
      asOf: values.asOf,
      known: values.known,
      page: Number(values.page ?? 1),
      size: SIZE,
    },
    enabled: weekFrom !== undefined,
  })
  return (
    <SideDrawer
      open={weekFrom !== undefined}
      title={data ? t('weekTitle', { from: data.week.from, to: data.week.to }) : weekFrom}
      size={phone ? '100%' : 1080}
      onClose={() => set({ week: undefined, page: undefined })}
    >
      <ErrorNote error={error as Parameters<typeof ErrorNote>[0]['error']} />
      {data && <Inside reply={data} />}
    </SideDrawer>
  )
}

function Inside({ reply }: { reply: Reply }) {
  const t = useText(cashText)
  const { week } = reply
  return (
    <div className="bw-stack">
      <p className="bw-soft">
        {t('weekSum', {
          expected: moneyText(week.expectedFen),
          low: moneyText(week.lowFen),
          high: moneyText(week.highFen),
          n: reply.total,
          out: moneyText(week.outFen),
        })}
      </p>
      <DataTable
        columns={useColumns()}
        rows={reply.items}
        rowKey={(row) => `${row.id}${row.promisedOn ?? ''}`}
        total={reply.total}
        pageSize={SIZE}
        empty={<p className="bw-muted">{t('weekEmpty')}</p>}
      />
      {reply.out.length > 0 && <GoingOut out={reply.out} />}
    </div>
  )
}

function GoingOut({ out }: { out: Reply['out'] }) {
  const t = useText(cashText)
  const columns: Column<Reply['out'][number]>[] = [
    { key: 'label', title: t('goesOut'), card: 'title', cell: (row) => row.label },
    { key: 'kind', title: t('kind'), cell: (row) => t(`kind_${row.kind}`) },
    { key: 'on', title: t('nextOn'), cell: (row) => <Day day={row.on} /> },
    {
      key: 'fen',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.fen} />,
    },
  ]
  return <DataTable columns={columns} rows={out} rowKey={(row) => `${row.id}${row.on}`} empty={null} />
}

function useColumns(): Column<Row>[] {
  const t = useText(cashText)
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    {
      key: 'invoice',
      title: t('invoice'),
      cell: (row) => (
        <span>
          {row.bill && <span className="bw-tag">{t(`bill_${row.bill}`)}</span>} {row.invoiceNumber}{' '}
          {row.label && <span className="bw-muted">{row.label}</span>}
        </span>
      ),
    },
    { key: 'due', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
    {
      key: 'fen',
      title: t('thisWeek'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.expectedFen} />,
    },
    {
      key: 'chance',
      title: t('chance'),
      align: 'right',
      cell: (row) => <span className="bw-num">{Math.round(row.chanceBp / 100)}%</span>,
    },
    { key: 'predicted', title: t('predicted'), cell: (row) => <Predicted row={row} /> },
  ]
}

function Predicted({ row }: { row: Row }) {
  const t = useText(cashText)
  const source = row.bill
    ? t('byBill')
    : row.promisedOn
      ? t('byPromise', { on: row.promisedOn })
      : row.n === 0
        ? t('byOthers')
        : t('byHabit', { n: row.n })
  return (
    <span>
      {row.on ? <Day day={row.on} /> : t('unknownDay')}
      <span className="bw-muted bw-near">
        {row.fromDay && row.toDay && row.fromDay !== row.toDay
          ? `${t('predictedBand', { from: row.fromDay.slice(5), to: row.toDay.slice(5) })} · `
          : ''}
        {source}
      </span>
    </span>
  )
}
