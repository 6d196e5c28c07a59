import { describe, expect, test } from 'vitest'
import { likeness, similarity } from './likeness.ts'

const between = (one: string, other: string) => likeness({ name: one }, { name: other }).likeness

describe('company names', () => {
  test.each([
    ['杭州银杏树科技有限公司', '杭州银杏树科技（有限）公司'],
    ['杭州银杏树科技有限公司', '银杏树（杭州）科技有限公司'],
    ['ＡＢＣ有限公司', 'abc 有限公司'],
    ['银杏树科技', '银杏树科技有限公司'],
  ])('%s and %s are duplicates', (one, other) => {
    expect(between(one, other)).toBe('duplicate')
    expect(between(other, one)).toBe('duplicate')
  })

  test.each([
    ['杭州银杏树科技有限公司', '杭州银杏树科技有限公司上海分公司'],
    ['北京东方有限公司', '北京东方园林有限公司'],
    ['北京东方园林有限公司', '上海东方园林有限公司'],
    ['宁波大成机械有限公司', '温州小雅服饰有限公司'],
  ])('%s and %s are two', (one, other) => expect(between(one, other)).toBeNull())

  test('one character amiss is alike, and never more than that by itself', () => {
    expect(between('苏州佳禾精密机械有限公司', '苏州佳禾精蜜机械有限公司')).toBe('similar')
  })
})

describe('what else is known', () => {
  const name = '宁波大成机械有限公司'
  test('the same code is the same party, whatever it is called', () => {
    const found = likeness(
      { name, code: '91330100799655058B' },
      { name: '大成（集团）', code: '91330100799655058b' },
    )
    expect(found).toMatchObject({ likeness: 'same', because: ['code'] })
  })

  test('one name with two codes is no duplicate', () => {
    const found = likeness({ name, code: '91330100799655058B' }, { name, code: '91110108551385082Q' })
    expect(found.likeness).not.toBe('duplicate')
  })

  test('the same phone alone raises suspicion and no more', () => {
    const found = likeness(
      { name, phone: '+86 138 0013 8000' },
      { name: '温州小雅服饰', phone: '13800138000' },
    )
    expect(found.likeness).toBe('suspect')
  })

  test('people of one name in different places are not taken for one', () => {
    const found = likeness({ name: '王伟', place: '成都' }, { name: '王伟', place: '青岛' })
    expect(found.likeness).not.toBe('duplicate')
    expect(found.likeness).toBe('similar')
  })

  test('nothing known is no likeness', () => {
    expect(likeness({ name: '' }, { name: '' })).toEqual({ likeness: null, score: 0, because: [] })
  })
})

test.each([
  ['abcd', 'abcd', 1],
  ['abcd', 'abdc', 0.75],
  ['abcd', 'abc', 0.75],
  ['abcd', 'wxyz', 0],
])('%s %s', (one, other, share) => expect(similarity(one, other)).toBe(share))
