import { heldOrders } from '../../../api/credit.ts'
import { exportHeldOrders } from '../../../api/list-exports.ts'
import { creditText } from '../../../text/web/credit.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { HoldTag, useFindingWords } from '../../parts/credit-findings.tsx'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'

type Held = ReplyOf<typeof heldOrders>['items'][number]

/** Orders that wait for credit: why, and who may let them go [C022]. */
export function HeldOrders() {
  const t = useText(creditText)
  const words = useFindingWords()
  const asOf = useAsOf()
  const exportHref = useExportHref(exportHeldOrders)
  const { data } = useLater(heldOrders, { enabled: !asOf })
  if (!data || asOf) return null
  const columns: Column<Held>[] = [
    {
      key: 'number',
      title: t('order'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.order(row.id)}>{row.number}</TextLink>
          <span className="bw-muted">{row.customer.name}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    { key: 'since', title: t('orderedOn'), card: 'hide', cell: (row) => <Day day={row.orderedOn} /> },
    { key: 'why', title: t('whyHeld'), cell: (row) => row.findings.map(words).join('；') },
    {
      key: 'who',
      title: t('whoReleases'),
      cell: (row) => (
        <span className="bw-row">
          <HoldTag hold={row.hold} />
          {row.approvalId && <TextLink href={paths.approval(row.approvalId)}>{t('waits')}</TextLink>}
        </span>
      ),
    },
  ]
  return (
    <Panel flush title={t('heldTitle')}>
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        exportHref={exportHref}
        rowHref={(row) => paths.order(row.id)}
        empty={<EmptyState title={t('heldNone')} text={t('heldNoneText')} />}
      />
    </Panel>
  )
}
