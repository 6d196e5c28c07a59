import { Button } from 'antd'
import { receiptsText } from '../../../text/web/receipts.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { LedgerMoney } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { ReceiptRow } from './queries.ts'

type Acts = {
  busy: boolean
  onClaim: (row: ReceiptRow) => void
  onAside: (row: ReceiptRow) => void
  onConfirm: (row: ReceiptRow) => void
}

export function useReceiptColumns(view: string, acts: Acts): Column<ReceiptRow>[] {
  const t = useText(receiptsText)
  const whose = useWhoseColumn()
  const actions = useActionColumn(acts)
  const done = view === 'confirmed' || view === 'aside'
  return [
    {
      key: 'payer',
      title: t('payer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines biz-said">
          <span>{row.payerName || <span className="bw-muted">{t('noPayer')}</span>}</span>
          {row.remark && <span className="bw-muted">{row.remark}</span>}
        </span>
      ),
    },
    { key: 'on', title: t('on'), cell: (row) => <Day day={row.on} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="biz-two-lines">
          <LedgerMoney fen={row.amountFen} original={row.original} />
          {row.needsTwo && !done && <span className="bw-warn">{t('needsTwo')}</span>}
        </span>
      ),
    },
    whose,
    ...(done
      ? [
          {
            key: 'by',
            title: t(view === 'aside' ? 'remark' : 'confirmedBy'),
            cell: (row: ReceiptRow) =>
              view === 'aside'
                ? row.note
                : [row.firstConfirmedBy, row.confirmedBy].filter(Boolean).join(' · '),
          },
        ]
      : [actions]),
  ]
}

function useWhoseColumn(): Column<ReceiptRow> {
  const t = useText(receiptsText)
  return {
    key: 'whose',
    title: t('customer'),
    cell: (row) => (
      <span className="biz-two-lines biz-said">
        <Whose row={row} />
        {row.flags.length > 0 && (
          <span>
            {row.flags.map((flag) => (
              <span key={flag} className="bw-tag bw-tag-warn">
                {t(`flag_${flag}` as 'flag_person_pays')}
              </span>
            ))}
          </span>
        )}
      </span>
    ),
  }
}

function Whose({ row }: { row: ReceiptRow }) {
  const t = useText(receiptsText)
  if (row.customer) {
    const by =
      row.origin === 'hand' ? `${t('hand')} · ${row.claimedBy}` : `${t('claimedBy')} ${row.claimedBy}`
    return (
      <>
        <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>
        <span className="bw-muted">
          {by} {row.note}
        </span>
        {row.state === 'half' && row.firstConfirmedBy && (
          <span className="bw-warn">{t('halfBy', { name: row.firstConfirmedBy })}</span>
        )}
      </>
    )
  }
  if (!row.proposal) return <span className="bw-muted">{t('unknown')}</span>
  return (
    <>
      <TextLink href={paths.customer(row.proposal.customer.id)}>{row.proposal.customer.name}</TextLink>
      <span className="bw-muted">{t(`rung${row.proposal.rung}` as 'rung1')}</span>
    </>
  )
}

function useActionColumn({ busy, onClaim, onAside, onConfirm }: Acts): Column<ReceiptRow> {
  const t = useText(receiptsText)
  const may = useMay()
  return {
    key: 'do',
    title: '',
    align: 'right',
    card: 'foot',
    cell: (row) => {
      const adopts = row.state === 'waiting' && row.proposal !== null && may('receivable.write')
      return (
        <span className="bw-row">
          {(row.can.confirm === true || adopts) && (
            <Button size="small" type="primary" disabled={busy} onClick={() => onConfirm(row)}>
              {t(adopts ? 'adopt' : 'confirm')}
            </Button>
          )}
          {row.can.claim === true && (
            <Button size="small" onClick={() => onClaim(row)}>
              {t('claim')}
            </Button>
          )}
          {may('receivable.write') && (
            <Button size="small" type="link" className="biz-quiet" onClick={() => onAside(row)}>
              {t('asideDo')}
            </Button>
          )}
        </span>
      )
    },
  }
}
