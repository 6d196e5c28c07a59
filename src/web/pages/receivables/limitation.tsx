import { listLimitation } from '../../../api/losses.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Row = ReplyOf<typeof listLimitation>['items'][number]

/** Alerts begin here; what is further off needs no colour. */
const NEAR_DAYS = 180

/** How long what is overdue can still be sued for, the soonest first [C101]. */
export function Limitation() {
  const t = useText(lossesText)
  const { values } = useUrl()
  const { data } = useLater(listLimitation, { query: { asOf: values.asOf, known: values.known } })
  const columns = useColumns()
  if (!data) return null
  return (
    <section>
      <h3>{t('limitation')}</h3>
      <p className="bw-muted biz-detail-sum">{t('limitationNote')}</p>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.instalmentId}
        rowTone={(row) => (row.daysLeft <= NEAR_DAYS ? 'danger' : undefined)}
        empty={t('limitationNone')}
      />
    </section>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText(lossesText)
  return [
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
    { key: 'since', title: t('since'), cell: (row) => <Since row={row} /> },
    { key: 'ends', title: t('endsOn'), cell: (row) => <Day day={row.endsOn} /> },
    {
      key: 'left',
      title: t('daysLeft'),
      align: 'right',
      cell: ({ daysLeft }) =>
        daysLeft < 0 ? (
          <span className="bw-danger">{t('barred', { n: -daysLeft })}</span>
        ) : (
          t('leftDays', { n: daysLeft })
        ),
    },
    {
      key: 'claim',
      title: t('claimAmount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.claimFen} />,
    },
  ]
}

/** What began the period that counts; a demand leads to the steps of its customer. */
function Since({ row }: { row: Row }) {
  const t = useText(lossesText)
  if (!row.by) return t('by_due', { on: row.dueOn })
  const word = t(`by_${row.by.kind}`, { on: row.by.on })
  const href =
    row.by.kind === 'demand'
      ? paths.receivables({ tab: 'dunning', dunning: row.customer.id })
      : paths.customer(row.customer.id)
  return <TextLink href={href}>{word}</TextLink>
}
