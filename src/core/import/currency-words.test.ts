import { describe, expect, test } from 'vitest'
import { currencyIn, saysForeign } from './currency-words.ts'

describe('currencyIn', () => {
  test.each([
    [
      'USD',
      ['$', 'US$', 'us $', 'U.S.$', 'USD', 'usd', 'USD $', 'USD($)', '美元', '美金(USD)', 'US$ 美元', '＄'],
    ],
    ['HKD', ['HK$', 'HKD$', '港币', '港元(HK$)']],
    ['AUD', ['A$', 'AU$', '澳元']],
    ['CAD', ['C$', 'CA$', 'CAN$', '加元']],
    ['SGD', ['S$', 'SG$', '新加坡元', '新元']],
    ['NZD', ['NZ$', '新西兰元']],
    ['TWD', ['NT$', '新台币', 'NTD']],
    ['MOP', ['MOP$', '澳门元']],
    ['EUR', ['€', 'EUR €', '欧元']],
    ['GBP', ['£', '英镑']],
    ['JPY', ['JPY¥', 'JP¥', '日元', '日元（¥）']],
    ['CNY', ['¥', '￥', '元', 'RMB', 'rmb', '人民币', '人民币元', 'CNY', 'CN¥']],
  ])('%s', (code, texts) => {
    expect(texts.map((text) => [text, currencyIn(text)])).toEqual(texts.map((text) => [text, code]))
  })

  test('any other dollar, and two at once, are unknown', () => {
    const texts = ['FJ$', 'B$', 'T$', 'XUS$', '$$', '美元/港币', '人民币或美元', '万元', 'dollar']
    expect(texts.map((text) => [text, currencyIn(text)])).toEqual(texts.map((text) => [text, null]))
  })
})

test('an amount with another sign than that of yuan says foreign money', () => {
  const foreign = ['$10,000', 'US$ 5', 'FJ$5', '500美元', 'USD 500', '1,000.00 eur', '€5', '5港币', 'JP¥500']
  expect(foreign.filter((amount) => !saysForeign(amount))).toEqual([])
  const yuan = ['10,000.00', '¥5', '￥ 5元', '人民币5000', 'RMB 5', '(1,000)', '5万']
  expect(yuan.filter(saysForeign)).toEqual([])
})
