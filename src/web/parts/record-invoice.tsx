import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Form, type FormInstance, Input, Segmented } from 'antd'
import { recordInvoice } from '../../api/invoices.ts'
import { addDays } from '../../core/calendar.ts'
import { formsText } from '../../text/web/forms.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { useToday } from '../ui/today.tsx'
import { BelongsTo } from './belongs-to.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'
import { CustomerPick } from './pickers.tsx'
import { followTax, TaxFields, type TaxInput } from './tax-fields.tsx'

type Period = { dueOn?: string | null; amountFen?: number | null }
type Fields = {
  customerId: string
  orderId?: string | null
  contractId?: string | null
  kind: 'invoice' | 'opening'
  number: string
  issuedOn: string
  amountFen: number
  taxRateBp?: number | null
  taxFen?: number | null
  plan: Period[]
  custom?: CustomFormValues
}

const USUAL_TERM_DAYS = 30

type DrawerProps = {
  open: boolean
  customer?: { id: string; name: string; termDays?: number | null } | undefined
  onClose: () => void
}

/**
 * An invoice or opening balance with its instalments; the parts sum to the whole before it may be saved
 * [C083].
 */
export function RecordInvoiceDrawer({ open, customer, onClose }: DrawerProps) {
  const t = useText(formsText)
  return (
    <FormDrawer open={open} onClose={onClose} title={t('recordInvoice')} formId="record-invoice" width={540}>
      <InvoiceForm customer={customer} onClose={onClose} />
    </FormDrawer>
  )
}

function InvoiceForm({ customer, onClose }: Omit<DrawerProps, 'open'>) {
  const t = useText(formsText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const termDays = customer?.termDays ?? USUAL_TERM_DAYS
  const plan = Form.useWatch('plan', form) ?? []
  const total = Form.useWatch('amountFen', form) ?? 0
  const send = useSend(recordInvoice, { onDone: onClose })
  const rest = total - plan.reduce((sum, period) => sum + (period?.amountFen ?? 0), 0)
  const single = plan.length === 1
  const finish = (fields: Fields) => {
    if (!single && rest !== 0) return
    const body = {
      customerId: fields.customerId,
      kind: fields.kind,
      number: fields.number.trim(),
      orderId: fields.orderId ?? null,
      contractId: fields.contractId ?? null,
      issuedOn: fields.issuedOn,
      amountFen: fields.amountFen,
      taxFen: fields.taxFen ?? null,
      taxRateBp: fields.taxRateBp ?? null,
      ...customBody(fields.custom),
      instalments: fields.plan.map((period, index) => ({
        label: single ? '' : t('period', { n: index + 1 }),
        dueOn: period.dueOn ?? fields.issuedOn,
        // One instalment is the whole invoice: there is nothing to type twice.
        amountFen: single ? fields.amountFen : (period.amountFen ?? 0),
      })),
    }
    send.mutate(
      { body },
      { onSuccess: () => void message.success(t('invoiceSaved', { number: body.number })) },
    )
  }
  return (
    <Form<Fields>
      id="record-invoice"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{
        customerId: customer?.id,
        kind: 'invoice',
        issuedOn: today,
        plan: [{ dueOn: addDays(today, termDays) }],
      }}
      onValuesChange={(changed: Partial<Fields>) => {
        followTax(form as unknown as FormInstance<TaxInput>, changed)
        // What was chosen of one customer is of no other.
        if ('customerId' in changed) form.resetFields(['orderId', 'contractId'])
        if (changed.issuedOn && single)
          form.setFieldValue(['plan', 0, 'dueOn'], addDays(changed.issuedOn, termDays))
      }}
      onFinish={finish}
    >
      <Form.Item name="customerId" label={t('customer')} rules={[{ required: true, message: t('required') }]}>
        <CustomerPick known={customer} />
      </Form.Item>
      <Form.Item name="kind" label={t('invoiceKind')}>
        <Segmented
          options={[
            { value: 'invoice', label: t('invoice') },
            { value: 'opening', label: t('opening') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="number"
        label={t('number')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="amountFen"
        label={t('amount')}
        rules={[{ required: true, type: 'number', min: 1, message: t('amountPositive') }]}
      >
        <MoneyInput size="large" />
      </Form.Item>
      <TaxFields />
      <Form.Item name="issuedOn" label={t('issuedOn')} rules={[{ required: true, message: t('required') }]}>
        <DayInput to={today} clearable={false} />
      </Form.Item>
      <BelongsTo />
      <CustomInputs record="invoice" />
      <h3 className="biz-form-part">{t('plan')}</h3>
      <p className="bw-muted biz-hint">{t('periodTerm', { n: termDays })}</p>
      <PlanFields single={single} restFen={rest} />
      {!single && rest !== 0 && (
        <p className="bw-danger biz-hint" role="alert">
          {t('periodRest', { amount: moneyText(rest) })}
        </p>
      )}
      <ErrorNote error={send.error} />
    </Form>
  )
}

function PlanFields({ single, restFen }: { single: boolean; restFen: number }) {
  const t = useText(formsText)
  return (
    <Form.List name="plan">
      {(fields, { add, remove }) => (
        <div className="biz-plan">
          {fields.map((field, index) => (
            <div key={field.key} className="biz-plan-line">
              <span className="bw-muted">{t('period', { n: index + 1 })}</span>
              <Form.Item
                name={[field.name, 'dueOn']}
                noStyle
                rules={[{ required: true, message: t('required') }]}
              >
                <DayInput clearable={false} label={t('dueOn')} />
              </Form.Item>
              {!single && (
                <>
                  <Form.Item name={[field.name, 'amountFen']} noStyle>
                    <MoneyInput label={t('amount')} />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('removePeriod')}
                    onClick={() => remove(field.name)}
                  />
                </>
              )}
            </div>
          ))}
          <Button
            icon={<PlusOutlined />}
            disabled={fields.length >= 60}
            onClick={() => add({ amountFen: !single && restFen > 0 ? restFen : null })}
          >
            {t('addPeriod')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}
