import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber } from 'antd'
import { priceLines } from '../../core/quote/lines.ts'
import { quotesText } from '../../text/web/quotes.ts'
import { useText } from '../ui/language.tsx'
import { Money } from '../ui/money.tsx'
import { MoneyInput } from './money-input.tsx'
import './parts.css'

export type LineFields = { product?: string; quantity?: number; unit?: string; priceFen?: number | null }

/** Lines of a document under the form's `lines`, with their total; price control comes later (C056 C063). */
export function LineEditor() {
  const t = useText(quotesText)
  const lines = (Form.useWatch('lines') ?? []) as LineFields[]
  const total = priceLines(sentLines(lines).map(asBig)).totalFen
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
                <Input maxLength={200} placeholder={t('product')} aria-label={t('product')} />
              </Form.Item>
              <Form.Item
                name={[field.name, 'quantity']}
                noStyle
                rules={[{ required: true, message: t('required') }]}
              >
                <InputNumber
                  min={0.001}
                  precision={3}
                  placeholder={t('quantity')}
                  aria-label={t('quantity')}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'unit']} noStyle>
                <Input maxLength={20} placeholder={t('unit')} aria-label={t('unit')} />
              </Form.Item>
              <Form.Item name={[field.name, 'priceFen']} noStyle>
                <MoneyInput label={t('price')} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('removeLine')}
                onClick={() => remove(field.name)}
              />
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
              <Money fen={total} />
            </strong>
          </div>
        </div>
      )}
    </Form.List>
  )
}

/** The complete lines of a form, as they travel. */
export function sentLines(lines: readonly LineFields[]) {
  return lines.flatMap(({ product, quantity, unit, priceFen }) =>
    product?.trim() && quantity
      ? [
          {
            product: product.trim(),
            quantityMilli: Math.round(quantity * 1000),
            unit: unit?.trim() ?? '',
            unitPriceFen: priceFen ?? 0,
          },
        ]
      : [],
  )
}

function asBig(line: ReturnType<typeof sentLines>[number]) {
  return { ...line, quantityMilli: BigInt(line.quantityMilli), unitPriceFen: BigInt(line.unitPriceFen) }
}
