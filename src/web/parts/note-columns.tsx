import type { NoteRow } from '../../api/delivery-notes.ts'
import { notesText } from '../../text/web/delivery-notes.ts'
import type { Column } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { BookedMoney } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { NoteStatusTag } from './note-status.tsx'

/** A note in a list; `withCustomer` where the list is not of one customer. */
export function useNoteColumns({ withCustomer }: { withCustomer: boolean }): Column<NoteRow>[] {
  const t = useText(notesText)
  return [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <RowLink>{row.number}</RowLink>
          {withCustomer && (
            <span className="bw-muted">
              {[row.customer.name, row.order.number === row.number ? row.contract?.number : row.order.number]
                .filter(Boolean)
                .join(' · ')}
            </span>
          )}
        </span>
      ),
    },
    { key: 'status', title: t('status'), cell: (row) => <NoteStatusTag note={row} /> },
    {
      key: 'shipped',
      title: t('shippedOn'),
      cell: (row) => (row.shippedOn ? <Day day={row.shippedOn} /> : null),
    },
    {
      key: 'signed',
      title: t('signedOn'),
      cell: (row) => (row.signedOn ? <Day day={row.signedOn} /> : null),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <BookedMoney as="list" fen={row.amountFen} currency={row.currency} original={row.original} />
      ),
    },
  ]
}
