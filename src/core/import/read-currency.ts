import type { RowReader } from './row-reader.ts'

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

/** An ISO code, or the word people use for it; null when the cell is empty or says nothing known. */
export function readCurrency(reader: RowReader): string | null {
  const text = reader.text('currency', 20)
  if (text === null) return null
  const code = currencyIn(text)
  if (code === null) reader.problem('currency', 'currency_unknown', text)
  return code
}

function currencyIn(text: string): string | null {
  if (/^[a-z]{3}$/i.test(text) && text.toUpperCase() !== 'RMB') return text.toUpperCase()
  return CURRENCY_WORDS.find(([, words]) => words.test(text))?.[0] ?? null
}
