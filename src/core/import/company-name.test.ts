import { expect, it } from 'vitest'
import { similarNameKey } from './company-name.ts'
import { SimilarNames } from './similar-names.ts'

it('finds one company behind brackets, width, legal form and the place of its city', () => {
  const key = similarNameKey('杭州银杏树科技有限公司')
  expect(similarNameKey('杭州银杏树科技（有限）公司')).toBe(key)
  expect(similarNameKey('银杏树（杭州）科技有限公司')).toBe(key)
  expect(similarNameKey('浙江省杭州市银杏树科技有限公司')).toBe(key)
  expect(similarNameKey('ＡＢＣ有限公司')).toBe(similarNameKey('abc 有限公司'))
  expect(similarNameKey('Acme Co., Ltd.')).toBe(similarNameKey('ACME'))
})

it('keeps apart what are different companies', () => {
  expect(similarNameKey('杭州银杏树科技有限公司上海分公司')).not.toBe(
    similarNameKey('杭州银杏树科技有限公司'),
  )
  expect(similarNameKey('北京东方')).not.toBe(similarNameKey('北京东方园林'))
  expect(similarNameKey('北京东方园林有限公司')).not.toBe(similarNameKey('上海东方园林有限公司'))
  expect(similarNameKey('NA')).toBe('NA')
  expect(similarNameKey('公司')).not.toBe('')
})

it('groups names of a file that a person should look at', () => {
  const names = new SimilarNames()
  for (const name of [
    '杭州银杏树科技有限公司',
    '银杏树（杭州）科技有限公司',
    '北京东方',
    '北京东方',
    undefined,
  ])
    names.add(name)
  expect(names.groups()).toEqual([['杭州银杏树科技有限公司', '银杏树（杭州）科技有限公司']])
})
