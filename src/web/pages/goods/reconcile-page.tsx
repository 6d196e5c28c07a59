import { useParams } from '@tanstack/react-router'
import { App, Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { billNotes, readReconciliation } from '../../../api/allowances.ts'
import { addDays } from '../../../core/calendar.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink } from '../../ui/url.tsx'

type Reconciliation = ReplyOf<typeof readReconciliation>
type Billable = Reconciliation['notes'][number]

/** Monthly reconciliation (对账): signed and not billed, one invoice over what is chosen. */
export function ReconcilePage() {
  const t = useText(allowancesText)
  const may = useMay()
  const { id } = useParams({ strict: false }) as { id: string }
  const reply = useData(readReconciliation, { params: { id } })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [billing, setBilling] = useState(false)
  const chosen = reply.notes.filter((note) => !left.has(note.id))
  const totalFen = chosen.reduce((sum, { amountFen }) => sum + amountFen, 0)
  const toggle = (noteId: string) => {
    const next = new Set(left)
    if (!next.delete(noteId)) next.add(noteId)
    setLeft(next)
  }
  return (
    <>
      <PageHead
        back={{ href: paths.customer(id), label: reply.customer.name }}
        title={t('reconcile')}
        note={t('reconcileNote')}
        actions={
          may('receivable.write') && (
            <Button type="primary" disabled={chosen.length === 0} onClick={() => setBilling(true)}>
              {t('bill')}
            </Button>
          )
        }
      />
      <DataTable
        columns={useColumns({ left, toggle })}
        rows={reply.notes}
        rowKey={(row) => row.id}
        toolbar={
          reply.notes.length > 0 && (
            <strong>
              {t('sum', { n: chosen.length })} <Money fen={totalFen} />
            </strong>
          )
        }
        empty={<EmptyState title={t('nothingTitle')} text={t('nothingText')} />}
      />
      {billing && (
        <BillDrawer
          reply={reply}
          noteIds={chosen.map((note) => note.id)}
          totalFen={totalFen}
          onClose={() => setBilling(false)}
        />
      )}
    </>
  )
}

function useColumns({ left, toggle }: { left: ReadonlySet<string>; toggle: (id: string) => void }) {
  const t = useText(allowancesText)
  const columns: Column<Billable>[] = [
    {
      key: 'number',
      title: t('noteNumber'),
      card: 'title',
      cell: (row) => (
        <span className="bw-row">
          <Checkbox checked={!left.has(row.id)} aria-label={row.number} onChange={() => toggle(row.id)} />
          <TextLink href={paths.note(row.id)}>{row.number}</TextLink>
          <span className="bw-muted">
            {row.contractNumber ?? (row.orderNumber === row.number ? '' : row.orderNumber)}
          </span>
        </span>
      ),
    },
    {
      key: 'signed',
      title: t('signedOn'),
      cell: (row) => (
        <span>
          <Day day={row.signedOn} /> {row.signer}
        </span>
      ),
    },
    { key: 'fen', title: t('signedFen'), align: 'right', cell: (row) => <Money fen={row.signedFen} /> },
    {
      key: 'back',
      title: t('returnedFen'),
      align: 'right',
      cell: (row) => (row.returnedFen > 0 ? <Money fen={row.returnedFen} /> : null),
    },
    {
      key: 'bill',
      title: t('toBill'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
  ]
  return columns
}

type Fields = { number: string; issuedOn: string; dueOn: string }
type Props = { reply: Reconciliation; noteIds: string[]; totalFen: number; onClose: () => void }

function BillDrawer({ reply, noteIds, totalFen, onClose }: Props) {
  const t = useText(allowancesText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(billNotes, {
    onDone: ({ isNew }) => {
      void message.success(t(isNew ? 'billed' : 'tied'))
      onClose()
    },
  })
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer open onClose={onClose} title={t('bill')} formId="bill-notes" busy={send.isPending}>
      <Form<Fields>
        id="bill-notes"
        layout="vertical"
        requiredMark={false}
        initialValues={{ issuedOn: today, dueOn: addDays(today, reply.termDays) }}
        onFinish={(fields) =>
          send.mutate({ params: { id: reply.customer.id }, body: { ...fields, noteIds, totalFen } })
        }
      >
        <p>
          {t('sum', { n: noteIds.length })}{' '}
          <strong>
            <Money fen={totalFen} />
          </strong>
        </p>
        <Form.Item name="number" label={t('billNumber')} extra={t('billHint')} rules={must}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <Form.Item name="issuedOn" label={t('issuedOn')} rules={must}>
          <DayInput to={today} clearable={false} />
        </Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')} rules={must}>
          <DayInput clearable={false} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
