import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { recordOutflows } from '../../../api/cash.ts'
import { type Outflow, readOutflowTable } from '../../../core/cash/outflow.ts'
import { cashText } from '../../../text/web/cash.ts'
import { useSend } from '../../api.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'

/** Payments to come out of a spreadsheet: seen before they count, and never guessed. */
export function OutflowPaste({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(cashText)
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const send = useSend(recordOutflows, {
    onDone: () => {
      void message.success(t('added'))
      onClose()
    },
  })
  const { outflows, problems } = readOutflowTable(text)
  return (
    <Modal
      open={open}
      width={720}
      title={t('pasteTitle')}
      okText={t('pasteAdd', { n: outflows.length })}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: outflows.length === 0 || problems.length > 0 }}
      confirmLoading={send.isPending}
      onOk={() =>
        send.mutate({
          body: { outflows: outflows.map((one) => ({ ...one, amountFen: Number(one.amountFen) })) },
        })
      }
      onCancel={onClose}
      afterClose={() => setText('')}
    >
      <div className="bw-stack">
        <p className="bw-soft">{t('pasteText')}</p>
        <Input.TextArea
          value={text}
          placeholder={t('pasteExample')}
          aria-label={t('pasteField')}
          rows={7}
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
        {problems.slice(0, 5).map((problem) => (
          <span key={`${problem.line}${problem.code}`} className="bw-danger" role="alert">
            {t(problem.code, { line: problem.line, text: problem.text })}
          </span>
        ))}
        {outflows.length > 0 && <Preview outflows={outflows} />}
        <ErrorNote error={send.error} />
      </div>
    </Modal>
  )
}

function Preview({ outflows }: { outflows: readonly Outflow[] }) {
  const t = useText(cashText)
  const columns: Column<Outflow>[] = [
    { key: 'label', title: t('label'), card: 'title', cell: (row) => row.label },
    { key: 'kind', title: t('kind'), cell: (row) => t(`kind_${row.kind}`) },
    { key: 'every', title: t('every'), cell: (row) => t(`every_${row.every}`) },
    { key: 'on', title: t('firstOn'), cell: (row) => <Day day={row.firstOn} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
  ]
  return (
    <DataTable
      columns={columns}
      rows={outflows}
      rowKey={(row) => `${row.firstOn}${row.label}${row.amountFen}`}
      empty={null}
    />
  )
}
