import { Form, Select } from 'antd'
import { COMPANY_CURRENCY, FOREIGN_CURRENCIES } from '../../core/exchange/rate.ts'
import { ratesText } from '../../text/web/rates.ts'
import { useLanguage, useText } from '../ui/language.tsx'
import { MoneyInput } from './money-input.tsx'

const CURRENCIES = [COMPANY_CURRENCY, ...FOREIGN_CURRENCIES]

/** "USD 美元": the code that documents carry, and what people call it. */
export function useCurrencyName(): (code: string) => string {
  const { language } = useLanguage()
  const names = new Intl.DisplayNames([language === 'zh' ? 'zh-CN' : 'en'], { type: 'currency' })
  return (code) => `${code} ${names.of(code) ?? ''}`.trim()
}

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
