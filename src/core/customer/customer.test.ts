import { describe, expect, it } from 'vitest'
import { nameKey, searchAlternatives, searchKeys } from './name-key.ts'

describe('nameKey', () => {
  it('folds width, case, spaces and brackets, and keeps what distinguishes companies', () => {
    expect(nameKey('ＡＢＣ 有限公司')).toBe(nameKey('abc有限公司'))
    expect(nameKey('银杏树（杭州）科技')).toBe(nameKey('银杏树(杭州)科技'))
    expect(nameKey('杭州银杏树科技')).not.toBe(nameKey('杭州银杏树科技有限公司'))
  })
  it('never folds a name to nothing', () => {
    expect(nameKey(' —— ')).toBe('——')
  })
})

describe('search keys', () => {
  const keys = searchKeys({
    name: '杭州银杏树科技',
    core: '银杏树科技',
    initials: 'hzyxskj',
    phones: ['138-1234-5678'],
    code: 'K-001',
  })
  const finds = (text: string) =>
    searchAlternatives(text).some((all) => all.every((key) => keys.includes(key)))
  it.each(['银杏', '杭州银杏树', 'yxs', 'HZ', '5678', '13812345678', 'k-001'])('finds by %s', (text) => {
    expect(finds(text)).toBe(true)
  })
  it.each(['金杏', '州杭', 'zh', '9999'])('does not find by %s', (text) => {
    expect(finds(text)).toBe(false)
  })
})
