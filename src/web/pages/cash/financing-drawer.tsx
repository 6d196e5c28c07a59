import { App, Form, Input, InputNumber, Select } from 'antd'
import { recordFinancing } from '../../../api/credit-covers.ts'
import { FINANCING_KINDS, type FinancingKind } from '../../../core/credit/financing.ts'
import { coversText } from '../../../text/web/credit-covers.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Fields = {
  kind: FinancingKind
  provider: string
  capacityFen: number
  leadDays: number
  costPercent?: number | null
  terms?: string
  untilOn?: string | null
}

export function FinancingDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(coversText)
  const { message } = App.useApp()
  const send = useSend(recordFinancing, {
    onDone: () => {
      void message.success(t('recorded'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('financingAdd')}
      formId="financing-form"
      busy={send.isPending}
    >
      <Form<Fields>
        id="financing-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'bank_line', leadDays: 7 }}
        onFinish={({ costPercent, terms, untilOn, ...rest }) =>
          send.mutate({
            body: {
              ...rest,
              costBp: costPercent == null ? null : Math.round(costPercent * 100),
              terms: terms ?? '',
              untilOn: untilOn ?? null,
            },
          })
        }
      >
        <Form.Item name="kind" label={t('kind')}>
          <Select options={FINANCING_KINDS.map((kind) => ({ value: kind, label: t(`fkind_${kind}`) }))} />
        </Form.Item>
        <Form.Item name="provider" label={t('fprovider')} rules={[{ ...required[0]!, whitespace: true }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="capacityFen" label={t('capacity')} rules={required}>
          <MoneyInput label={t('capacity')} />
        </Form.Item>
        <Form.Item name="leadDays" label={t('leadDays')} rules={required}>
          <InputNumber min={0} max={365} precision={0} suffix={t('days')} className="biz-wide" />
        </Form.Item>
        <Form.Item name="costPercent" label={t('cost')}>
          <InputNumber min={0} max={100} suffix="%" className="biz-wide" />
        </Form.Item>
        <Form.Item name="untilOn" label={t('funtil')}>
          <DayInput label={t('funtil')} />
        </Form.Item>
        <Form.Item name="terms" label={t('fterms')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
