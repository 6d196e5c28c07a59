import { Form, Select } from 'antd'
import { COMPANY_CURRENCY, FOREIGN_CURRENCIES } from '../../core/exchange/rate.ts'
import { ratesText } from '../../text/web/rates.ts'
import { useText } from '../ui/language.tsx'
import { useCurrencyName } from './currency-name.ts'
import { MoneyInput } from './money-input.tsx'

const CURRENCIES = [COMPANY_CURRENCY, ...FOREIGN_CURRENCIES]

/** What the form says, or what its document is in where it cannot be chosen. */
export function useFormCurrency(): string {
  return Form.useWatch<string | undefined>('currency', { preserve: true }) ?? COMPANY_CURRENCY
}

/** The currency of a document; the amounts of its form are in it. */
export function CurrencyField() {
  const t = useText(ratesText)
  const nameOf = useCurrencyName()
  const currency = useFormCurrency()
  return (
    <Form.Item
      name="currency"
      label={t('currency')}
      initialValue={COMPANY_CURRENCY}
      extra={currency === COMPANY_CURRENCY ? null : t('currencyHint')}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={CURRENCIES.map((code) => ({ value: code, label: nameOf(code) }))}
      />
    </Form.Item>
  )
}

type AmountProps = Parameters<typeof MoneyInput>[0]

/** An amount in whatever currency the form's own field says. */
export function AmountInCurrency(props: AmountProps) {
  const currency = useFormCurrency()
  return <MoneyInput {...props} currency={currency} />
}
