import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { judgeProvision } from '../../../api/provisions.ts'
import { listInstalments } from '../../../api/receivables.ts'
import { provisionsText } from '../../../text/web/provisions.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'

type Row = ReplyOf<typeof listInstalments>['items'][number]

/** The largest overdue items, any of which may be judged by itself. */
export function JudgeDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(provisionsText)
  const [row, setRow] = useState<Row | null>(null)
  const close = () => {
    setRow(null)
    onClose()
  }
  return (
    <FormDrawer
      open={open}
      onClose={close}
      title={t('judge')}
      width={640}
      {...(row ? { formId: 'judge-provision', okText: t('judgeSave') } : {})}
    >
      {open && (row ? <JudgeForm row={row} onClose={close} /> : <Pick onPick={setRow} />)}
    </FormDrawer>
  )
}

function Pick({ onPick }: { onPick: (row: Row) => void }) {
  const t = useText(provisionsText)
  const { data } = useLater(listInstalments, { query: { fromDays: 1, sort: 'amount', size: 50 } })
  const columns: Column<Row>[] = [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          {row.customer.name}
          <span className="bw-muted">{row.invoiceNumber}</span>
        </span>
      ),
    },
    { key: 'days', title: t('overdueDays'), align: 'right', cell: (row) => row.overdueDays },
    {
      key: 'open',
      title: t('open'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.openFen} />,
    },
    {
      key: 'do',
      title: '',
      card: 'foot',
      cell: (row) => (
        <Button size="small" onClick={() => onPick(row)} aria-label={`${t('judge')} ${row.invoiceNumber}`}>
          {t('judgeOne')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <p className="bw-soft">{t('judgeNote')}</p>
      {data && (
        <DataTable columns={columns} rows={data.items} rowKey={(row) => row.id} empty={t('judgeNone')} />
      )}
    </>
  )
}

function JudgeForm({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useText(provisionsText)
  const { message } = App.useApp()
  const send = useSend(judgeProvision, {
    onDone: () => {
      void message.success(t('judgeSaved'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<{ amountFen: number; reason: string }>
      id="judge-provision"
      layout="vertical"
      requiredMark={false}
      initialValues={{ amountFen: row.openFen }}
      onFinish={(fields) => send.mutate({ body: { instalmentId: row.id, ...fields } })}
    >
      <p>
        {row.customer.name} {row.invoiceNumber} <Money fen={row.openFen} />
      </p>
      <Form.Item name="amountFen" label={t('judgeAmount')} rules={required}>
        <MoneyInput />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 3 }} placeholder={t('judgeReason')} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
