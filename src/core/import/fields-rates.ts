import { type FieldDef, words } from './field-def.ts'

/** Exchange rates: one row for each currency and day, as a bank prints them. */
export const RATES: readonly FieldDef[] = [
  {
    field: 'currency',
    kind: 'text',
    zh: '币种',
    en: 'Currency',
    required: true,
    synonyms: words('币种 货币 货币名称 币别 外币 currency ccy currencycode'),
    maxLength: 20,
  },
  {
    field: 'on',
    kind: 'day',
    zh: '日期',
    en: 'Day',
    required: true,
    synonyms: words('汇率日期 日期 牌价日期 发布日期 发布时间 ratedate date day publishedon'),
  },
  {
    field: 'quoted',
    kind: 'text',
    zh: '汇率',
    en: 'Rate',
    required: true,
    synonyms: words('汇率 折算价 中行折算价 中间价 人民币汇率 牌价 记账汇率 rate exchangerate middlerate'),
  },
  {
    field: 'per',
    kind: 'days',
    zh: '报价单位',
    en: 'Quoted for',
    synonyms: words('报价单位 单位 外币数量 每 per unit units quotedfor'),
  },
  {
    field: 'source',
    kind: 'text',
    zh: '来源',
    en: 'Source',
    synonyms: words('来源 汇率来源 银行 source bank'),
    maxLength: 100,
  },
]
