import { cashText } from '../../../text/web/cash.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Cash } from './queries.ts'

type Slow = Cash['slowing'][number]

/** The large customers that have come to pay later, together one warning [C103]. */
export function SlowingPanel({ cash }: { cash: Cash }) {
  const t = useText(cashText)
  const columns: Column<Slow>[] = [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    {
      key: 'before',
      title: t('beforeDays'),
      align: 'right',
      cell: (row) => t('days', { n: row.beforeDays }),
    },
    {
      key: 'recent',
      title: t('recentDays'),
      align: 'right',
      cell: (row) => <span className="bw-danger">{t('days', { n: row.recentDays })}</span>,
    },
    {
      key: 'open',
      title: t('open'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <TextLink href={paths.receivables({ customerId: row.customer.id })}>
          <Money fen={row.openFen} />
        </TextLink>
      ),
    },
  ]
  return (
    <Panel flush title={t('slowing')}>
      {cash.slowing.length > 0 && (
        <p className="bw-soft biz-panel-note">{t('slowingNote', { fen: moneyText(cash.slowingFen) })}</p>
      )}
      <DataTable
        columns={columns}
        rows={cash.slowing}
        rowKey={(row) => row.customer.id}
        empty={<EmptyState title={t('slowingNone')} text={t('slowingNoneText')} />}
      />
    </Panel>
  )
}
