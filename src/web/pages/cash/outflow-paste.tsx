import { App } from 'antd'
import { useState } from 'react'
import { recordOutflows } from '../../../api/cash.ts'
import { type Outflow, readOutflowTable } from '../../../core/cash/outflow.ts'
import { cashText } from '../../../text/web/cash.ts'
import { useSend } from '../../api.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'

const PasteDialog = laterOpened(async () => (await import('../../ui/paste-dialog.tsx')).PasteDialog)

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
    <PasteDialog
      open={open}
      title={t('pasteTitle')}
      intro={t('pasteText')}
      label={t('pasteField')}
      example={t('pasteExample')}
      value={text}
      onChange={setText}
      problems={problems.map(({ code, ...fill }) => t(code, { line: fill.line, text: fill.text }))}
      count={outflows.length}
      okText={t('pasteAdd', { n: outflows.length })}
      busy={send.isPending}
      error={send.error}
      onOk={() =>
        send.mutate({
          body: { outflows: outflows.map((one) => ({ ...one, amountFen: Number(one.amountFen) })) },
        })
      }
      onCancel={onClose}
    >
      <Preview outflows={outflows} />
    </PasteDialog>
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
