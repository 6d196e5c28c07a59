import { App } from 'antd'
import { useState } from 'react'
import { recordIndicatorValues } from '../../../api/indicators.ts'
import { type PastedValue, readValueTable } from '../../../core/indicator/value-table.ts'
import { numberText } from '../../../text/values.ts'
import { indicatorsText } from '../../../text/web/indicators.ts'
import { useSend } from '../../api.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { type Indicator, useIndicatorName, usePeriod } from './indicator.ts'

const PasteDialog = laterOpened(async () => (await import('../../ui/paste-dialog.tsx')).PasteDialog)

type PasteProps = { open: boolean; indicator: Indicator; onClose: () => void }

/** Figures out of a spreadsheet: seen before they count, and never guessed. */
export function ValuePaste({ open, indicator, onClose }: PasteProps) {
  const t = useText(indicatorsText)
  const { message } = App.useApp()
  const nameOf = useIndicatorName()
  const [text, setText] = useState('')
  const send = useSend(recordIndicatorValues, {
    onDone: (reply) => {
      void message.success(t('pasted', reply))
      onClose()
    },
  })
  const { values, problems } = readValueTable(text, indicator.every)
  return (
    <PasteDialog
      open={open}
      title={t('pasteTitle', { name: nameOf(indicator) })}
      intro={t('pasteText')}
      label={t('pasteField')}
      example={t(indicator.every === 'month' ? 'pasteExample' : 'pasteExampleDays')}
      value={text}
      onChange={setText}
      problems={problems.map(({ code, line, text: cell }) => t(code, { line, text: cell }))}
      count={values.length}
      okText={t('pasteAdd', { n: values.length })}
      busy={send.isPending}
      error={send.error}
      onOk={() => send.mutate({ body: { values: values.map((one) => ({ ...one, key: indicator.key })) } })}
      onCancel={onClose}
    >
      <Preview values={values} every={indicator.every} />
    </PasteDialog>
  )
}

function Preview({ values, every }: { values: readonly PastedValue[]; every: Indicator['every'] }) {
  const t = useText(indicatorsText)
  const periodOf = usePeriod()
  const columns: Column<PastedValue>[] = [
    { key: 'period', title: t('period'), card: 'title', cell: ({ on }) => periodOf(on, every) },
    { key: 'value', title: t('value'), align: 'right', card: 'side', cell: ({ value }) => numberText(value) },
  ]
  return <DataTable columns={columns} rows={values} rowKey={({ on }) => on} empty={null} />
}
