import { getClose } from '../../../api/closes.ts'
import { closesText } from '../../../text/web/closes.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { SideDrawer } from '../../ui/dialog.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'

type Change = ReplyOf<typeof getClose>['changes'][number]

/**
 * Every document recorded or taken back after the close, and that they explain the difference to the cent.
 */
export function LateChanges({ month, onClose }: { month: string | null; onClose: () => void }) {
  const t = useText(closesText)
  const phone = useIsPhone()
  const { data } = useLater(getClose, { params: { month: month ?? '' }, enabled: month !== null })
  const columns = useColumns()
  return (
    <SideDrawer
      open={month !== null}
      title={t('changesTitle', { month: month ?? '' })}
      size={phone ? '100%' : 980}
      onClose={onClose}
    >
      {data && month && (
        <>
          <p className="bw-soft biz-detail-sum">
            {t('tie', {
              closed: moneyText(data.balanceFen),
              changed: moneyText(data.changedFen + data.unlistedFen),
              now: moneyText(data.nowFen),
            })}
            {data.unlistedFen !== 0 && ` · ${t('unlisted', { amount: moneyText(data.unlistedFen) })}`}
          </p>
          <DataTable
            columns={columns}
            rows={data.changes}
            rowKey={(row) => `${row.id}${row.change}`}
            empty={<EmptyState title={t('nothingChanged')} />}
            summary={{ what: t('sum'), effect: <Money fen={data.changedFen} /> }}
          />
        </>
      )}
    </SideDrawer>
  )
}

function useColumns(): Column<Change>[] {
  const t = useText(closesText)
  return [
    {
      key: 'what',
      title: t('what'),
      card: 'title',
      cell: (row) => (
        <span>
          <span className={`bw-tag ${row.change === 'voided' ? 'bw-tag-warn' : ''}`}>{t(row.change)}</span>{' '}
          {t(row.kind)}
        </span>
      ),
    },
    { key: 'number', title: t('number'), cell: (row) => row.number || null },
    {
      key: 'customer',
      title: t('customer'),
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    { key: 'on', title: t('on'), cell: (row) => <Day day={row.on} /> },
    {
      key: 'when',
      title: t('when'),
      cell: (row) => (
        <span>
          <Moment at={row.changedAt} /> {row.by && <span className="bw-muted">{row.by}</span>}
        </span>
      ),
    },
    {
      key: 'effect',
      title: t('effect'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.effectFen} />,
    },
  ]
}
