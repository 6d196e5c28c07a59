import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { AutoComplete, Button, Form, Input, InputNumber } from 'antd'
import { type PriceScene, rowFor } from '../../core/price/judge.ts'
import { priceLines } from '../../core/quote/lines.ts'
import { quotesText } from '../../text/web/quotes.ts'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { useFormCurrency } from './currency-pick.tsx'
import { type LineFields, milliOf, pricedLines } from './line-fields.ts'
import { LineVerdict } from './line-verdict.tsx'
import { MoneyInput } from './money-input.tsx'
import './parts.css'

type Props = {
  prices?: PriceScene | undefined
  /** of the document; left out: what the form itself says */
  currency?: string | undefined
  /** lines may take away: less of something is a quantity below nothing */
  mayTakeAway?: boolean
}

/**
 * Lines of a document under the form's `lines`, with their total; with `prices` each is held against the
 * price list while it is typed (C057 C063).
 */
export function LineEditor({ prices, currency, mayTakeAway = false }: Props) {
  const ofForm = useFormCurrency()
  const inCurrency = currency ?? ofForm
  const t = useText(quotesText)
  const form = Form.useFormInstance()
  const products = [...new Set((prices?.rows ?? []).map(({ name }) => name))]
  const choose = (at: number, product: string) => {
    const { quantity } = (form.getFieldValue(['lines', at]) ?? {}) as LineFields
    const row =
      prices &&
      rowFor({ product, quantityMilli: milliOf(quantity ?? 1) }, { ...prices, rows: prices.rows ?? [] })
    if (!row) return
    form.setFieldValue(['lines', at, 'unit'], row.unit)
    form.setFieldValue(['lines', at, 'priceFen'], Number(row.listFen))
  }
  const lines = (Form.useWatch('lines') ?? []) as LineFields[]
  const total = priceLines(pricedLines(lines)).totalFen
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <div className="biz-lines">
          {fields.map((field) => (
            <div key={field.key} className="biz-line">
              <Form.Item
                name={[field.name, 'product']}
                noStyle
                rules={[{ required: true, whitespace: true, message: t('required') }]}
              >
                <AutoComplete
                  options={products.map((value) => ({ value }))}
                  showSearch={{ filterOption: true }}
                  onSelect={(product) => choose(field.name, product)}
                >
                  <Input maxLength={200} placeholder={t('product')} aria-label={t('product')} />
                </AutoComplete>
              </Form.Item>
              <Form.Item
                name={[field.name, 'quantity']}
                noStyle
                rules={[{ required: true, message: t('required') }]}
              >
                <InputNumber
                  {...(mayTakeAway ? {} : { min: 0.001 })}
                  precision={3}
                  placeholder={t('quantity')}
                  aria-label={t('quantity')}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'unit']} noStyle>
                <Input maxLength={20} placeholder={t('unit')} aria-label={t('unit')} />
              </Form.Item>
              <Form.Item name={[field.name, 'priceFen']} noStyle>
                <MoneyInput label={t('price')} currency={inCurrency} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('removeLine')}
                onClick={() => remove(field.name)}
              />
              {prices && <LineVerdict line={lines[field.name]} prices={prices} currency={inCurrency} />}
            </div>
          ))}
          <div className="biz-lines-foot">
            <Button
              icon={<PlusOutlined />}
              disabled={fields.length >= 200}
              onClick={() => add({ quantity: 1 })}
            >
              {t('addLine')}
            </Button>
            <strong>
              <Money fen={total} currency={inCurrency} />
            </strong>
          </div>
        </div>
      )}
    </Form.List>
  )
}
