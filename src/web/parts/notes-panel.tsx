import { Button } from 'antd'
import { useState } from 'react'
import { listNotes } from '../../api/delivery-notes.ts'
import { notesText } from '../../text/web/delivery-notes.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { TextLink } from '../ui/url.tsx'
import { useNoteColumns } from './note-columns.tsx'
import { isUnsigned } from './note-status.tsx'

const CreateNoteDrawer = later(async () => (await import('./create-note.tsx')).CreateNoteDrawer)

type Props = {
  customerId?: string | undefined
  orderId?: string | undefined
  contractId?: string | undefined
  /** a new one may be written here: the order is not over, the contract is in force */
  isOpen?: boolean
}

/** The delivery notes of an order, a contract or a customer, those on their way first. */
export function NotesPanel({ customerId, orderId, contractId, isOpen = false }: Props) {
  const t = useText(notesText)
  const may = useMay()
  const [creating, setCreating] = useState(false)
  const { data } = useLater(listNotes, {
    query: { customerId, orderId, contractId, view: 'all', size: 8, page: 1 },
    enabled: may('order.read'),
  })
  const columns = useNoteColumns({ withCustomer: false })
  const mayCreate = isOpen && may('order.write')
  if (!data || (data.items.length === 0 && !mayCreate)) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        <span className="bw-row">
          {customerId && may('receivable.read') && (
            <TextLink href={paths.reconcile(customerId)}>{t('reconcile')}</TextLink>
          )}
          {mayCreate && (
            <Button size="small" onClick={() => setCreating(true)}>
              {t('create')}
            </Button>
          )}
        </span>
      }
    >
      <DataTable
        columns={columns}
        rows={data.items}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.note(row.id)}
        rowTone={(row) => (isUnsigned(row) ? 'danger' : row.status === 'void' ? 'muted' : undefined)}
        empty={<EmptyState title={t('panelNone')} />}
      />
      {creating && (
        <CreateNoteDrawer orderId={orderId} contractId={contractId} onClose={() => setCreating(false)} />
      )}
    </Panel>
  )
}
