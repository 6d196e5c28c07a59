import { App, Form, Input, Select } from 'antd'
import { recordOutflows } from '../../../api/cash.ts'
import { EVERY, type Every, OUTFLOW_KINDS, type OutflowKind } from '../../../core/cash/outflow.ts'
import { cashText } from '../../../text/web/cash.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Values = {
  label: string
  kind: OutflowKind
  amountFen: number
  every: Every
  firstOn: string
  untilOn?: string | null
}

/** One payment to come, once or again and again. */
export function OutflowDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(cashText)
  const { message } = App.useApp()
  const send = useSend(recordOutflows, {
    onDone: () => {
      void message.success(t('added'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('addOutflow')}
      formId="outflow-form"
      busy={send.isPending}
    >
      <Form<Values>
        id="outflow-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'supplier', every: 'once' }}
        onFinish={({ untilOn, ...rest }) =>
          send.mutate({ body: { outflows: [{ ...rest, untilOn: untilOn ?? null }] } })
        }
      >
        <Form.Item name="label" label={t('label')} rules={required}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')}>
          <Select options={OUTFLOW_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))} />
        </Form.Item>
        <Form.Item name="amountFen" label={t('amount')} rules={required}>
          <MoneyInput label={t('amount')} />
        </Form.Item>
        <Form.Item name="every" label={t('every')}>
          <Select options={EVERY.map((every) => ({ value: every, label: t(`every_${every}`) }))} />
        </Form.Item>
        <Form.Item name="firstOn" label={t('firstOn')} rules={required}>
          <DayInput clearable={false} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before, after) => before.every !== after.every}>
          {({ getFieldValue }) =>
            getFieldValue('every') !== 'once' && (
              <Form.Item name="untilOn" label={t('untilOn')}>
                <DayInput />
              </Form.Item>
            )
          }
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
