import type { LeafFinding } from '../core/watch/evaluate.ts'
import type { Bilingual } from '../core/watch/subject.ts'
import { valueText } from './values.ts'

/** What is found about an order and its delivery notes, as somebody would say it. */
export const ORDER_SENTENCES: Readonly<Record<string, (leaf: LeafFinding) => Bilingual>> = {
  'order.order_price_beyond': () => ({
    zh: '成交价和批准的价格不一致',
    en: 'Sold at another price than was approved',
  }),
  'order.unsigned_notes': ({ value }) => ({
    zh: `有 ${value} 张送货单发出超过 3 天没有签收`,
    en: `${value} ${value === 1 ? 'delivery note' : 'delivery notes'} unsigned for more than 3 days`,
  }),
  'order.order_quantity_off_bp': ({ value }) => {
    const off = valueText('bp', value ?? 0)
    return {
      zh: `交货数量与最初确认的相差 ${off.zh}`,
      en: `delivered quantity ${off.en} off what was confirmed`,
    }
  },
  'order.order_price_off_bp': ({ value }) => {
    const off = valueText('bp', value ?? 0)
    return { zh: `成交价格与最初确认的相差 ${off.zh}`, en: `price ${off.en} off what was confirmed` }
  },
  'order.order_date_off_days': ({ value }) => {
    const days = valueText('days', value ?? 0)
    return { zh: `比最初确认的交货日晚了 ${days.zh}`, en: `${days.en} later than first confirmed` }
  },
  'order.uncovered_uses': ({ value }) => ({
    zh: `客户没有已批准的合同，近 30 天已经发生 ${value} 笔交货、开票或收款`,
    en: `No approved contract, yet ${value} ${
      value === 1 ? 'delivery, invoice or payment' : 'deliveries, invoices or payments'
    } in 30 days`,
  }),
}
