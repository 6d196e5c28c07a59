import { COMPANY_CURRENCY, FOREIGN_CURRENCIES } from '../exchange/rate.ts'

/** Signs as they stand alone in a cell. One that is not here is unknown: a dollar is not just any dollar. */
const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    USD: ['$', 'US$', 'U.S.$', 'USA$'],
    HKD: ['HK$'],
    AUD: ['A$', 'AU$', 'AUS$'],
    CAD: ['C$', 'CA$', 'CAN$'],
    SGD: ['S$', 'SG$'],
    NZD: ['NZ$'],
    TWD: ['NT$', 'NTD', 'NTD$'],
    MOP: ['MOP$'],
    MXN: ['MX$'],
    BRL: ['R$'],
    EUR: ['€'],
    GBP: ['£'],
    JPY: ['JP¥'],
    KRW: ['₩'],
    CNY: ['¥', 'CN¥', 'RMB', 'RMB¥', '元'],
  }).flatMap(([code, signs]) => signs.map((sign): [string, string] => [sign, code])),
)

const CURRENCY_WORDS: readonly [string, RegExp][] = [
  ['HKD', /港币|港元|港纸/],
  ['AUD', /澳元|澳大利亚元/],
  ['CAD', /加元|加拿大元/],
  ['SGD', /新加坡元|新元/],
  ['NZD', /新西兰元|纽元/],
  ['TWD', /台币/],
  ['USD', /美元|美金|美圆/],
  ['EUR', /欧元/],
  ['JPY', /日元|日圆|日币/],
  ['GBP', /英镑/],
  ['KRW', /韩元|韩国元|韩币/],
  ['CHF', /瑞士法郎|瑞郎/],
  ['THB', /泰铢|泰国铢/],
  ['RUB', /卢布/],
  ['MOP', /澳门元|澳门币/],
  ['CNY', /人民币|rmb/i],
]

/** An ISO code, its sign, or the word people use for it; null: not understood, or more than one. */
export function currencyIn(text: string): string | null {
  const plain = text
    .replace(/\s+/g, '')
    .replaceAll('＄', '$')
    .replaceAll('￥', '¥')
    .replaceAll('￡', '£')
    .toUpperCase()
  const signed = SIGNS.get(plain)
  if (signed !== undefined) return signed
  // A code may bring its sign along: "USD $", "EUR(€)".
  const [, code, sign] = /^([A-Z]{3})([(（]?[$€£¥][)）]?)?$/.exec(plain) ?? []
  if (code !== undefined && (sign === undefined || isKnown(code))) return code
  const said = CURRENCY_WORDS.filter(([, words]) => words.test(plain))
  return said.length === 1 ? said[0]![0] : null
}

function isKnown(code: string): boolean {
  return code === COMPANY_CURRENCY || (FOREIGN_CURRENCIES as readonly string[]).includes(code)
}

const CODE = new RegExp(`\\b(?:${FOREIGN_CURRENCIES.join('|')})\\b`, 'i')

const PLAIN = /^[\d.,\s()+\-￥¥元]*$/

/** Whether an amount is written in other money than yuan: "$10,000", "USD 500", "500美元". */
export function saysForeign(amount: string): boolean {
  // Nearly every cell of a ledger is a bare number.
  if (PLAIN.test(amount)) return false
  if (CODE.test(amount.replace(/[\d.,\s]+/g, ' '))) return true
  // Whichever dollar it is, it is no yuan.
  if (/[$＄€£￡₩]|JP[¥￥]/i.test(amount)) return true
  return CURRENCY_WORDS.some(([currency, words]) => currency !== COMPANY_CURRENCY && words.test(amount))
}
