import { COMPANY_CURRENCY, FOREIGN_CURRENCIES } from '../exchange/rate.ts'

const CURRENCY_WORDS: readonly [string, RegExp][] = [
  ['HKD', /港币|港元|港纸|HK\$/i],
  ['AUD', /澳元|澳大利亚元|A\$/i],
  ['CAD', /加元|加拿大元|C\$/i],
  ['SGD', /新加坡元|新元|S\$/i],
  ['NZD', /新西兰元|纽元/],
  ['TWD', /台币|新台币|NT\$/i],
  ['USD', /美元|美金|美圆|\$/],
  ['EUR', /欧元|€/],
  ['JPY', /日元|日圆|日币/],
  ['GBP', /英镑|£/],
  ['KRW', /韩元|韩国元|韩币/],
  ['CHF', /瑞士法郎|瑞郎/],
  ['THB', /泰铢|泰国铢/],
  ['RUB', /卢布/],
  ['MOP', /澳门元|澳门币/],
  ['CNY', /人民币|rmb|^元$|¥|￥/i],
]

/** An ISO code, or the word people use for it; null: not understood. */
export function currencyIn(text: string): string | null {
  if (/^[a-z]{3}$/i.test(text) && text.toUpperCase() !== 'RMB') return text.toUpperCase()
  return CURRENCY_WORDS.find(([, words]) => words.test(text))?.[0] ?? null
}

const CODE = new RegExp(`\\b(?:${FOREIGN_CURRENCIES.join('|')})\\b`, 'i')

const PLAIN = /^[\d.,\s()+\-￥¥元]*$/

/** Whether an amount is written in other money than yuan: "$10,000", "USD 500", "500美元". */
export function saysForeign(amount: string): boolean {
  // Nearly every cell of a ledger is a bare number.
  if (PLAIN.test(amount)) return false
  if (CODE.test(amount.replace(/[\d.,\s]+/g, ' '))) return true
  const found = CURRENCY_WORDS.find(([, words]) => words.test(amount))?.[0] ?? COMPANY_CURRENCY
  return found !== COMPANY_CURRENCY
}
