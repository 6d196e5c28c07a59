import { Form, type FormInstance, Select } from 'antd'
import { TAX_RATES_BP, taxAt } from '../../core/receivable/tax.ts'
import { formsText } from '../../text/web/forms.ts'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { MoneyInput } from './money-input.tsx'

export type TaxInput = { amountFen: number; taxRateBp?: number | null; taxFen?: number | null }

/** What of the amount is tax, where that is known [C053]: the rate says it, or the amount by itself. */
export function TaxFields() {
  const t = useText(formsText)
  const form = Form.useFormInstance<TaxInput>()
  const amountFen = Form.useWatch('amountFen', form) ?? 0
  const taxFen = Form.useWatch('taxFen', form) ?? null
  return (
    <>
      <Form.Item name="taxRateBp" label={t('taxRate')}>
        <Select
          allowClear
          placeholder={t('taxUnknown')}
          options={TAX_RATES_BP.map((rate) => ({ value: rate, label: `${rate / 100}%` }))}
        />
      </Form.Item>
      <Form.Item
        name="taxFen"
        label={t('taxAmount')}
        extra={
          taxFen === null || amountFen === 0
            ? undefined
            : t('netAmount', { amount: moneyText(amountFen - taxFen) })
        }
      >
        <MoneyInput />
      </Form.Item>
    </>
  )
}

/** The tax follows rate and amount until somebody writes it otherwise. */
export function followTax(form: FormInstance<TaxInput>, changed: Partial<TaxInput>): void {
  if (!('taxRateBp' in changed) && !('amountFen' in changed)) return
  const [amountFen, rate] = [form.getFieldValue('amountFen'), form.getFieldValue('taxRateBp')]
  if (rate == null || amountFen == null) {
    if ('taxRateBp' in changed) form.setFieldValue('taxFen', null)
    return
  }
  form.setFieldValue('taxFen', Number(taxAt(BigInt(amountFen), rate)))
}
