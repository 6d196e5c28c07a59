import { describe, expect, test } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { checkPassword, type PasswordRefusal } from './password.ts'

const CONTEXT = ['wangfang', 'ouyq', '王芳', 'Hengtong Pumps 恒通泵业']

const refusalOf = (password: string): PasswordRefusal | null => {
  const checked = checkPassword(password, CONTEXT)
  return checked.ok ? null : (checked.code as PasswordRefusal)
}

describe('a password', () => {
  test('is held against at least ten thousand that are tried first', () => {
    expect(commonPasswords().size).toBeGreaterThan(10_000)
  })

  test.each<[string, string, PasswordRefusal]>([
    ['a word and its numbers', 'password1234567', 'password_common'],
    ['with signs for letters', 'P@ssw0rd!P@ssw0rd', 'password_common'],
    ['a row of the keyboard', 'qwertyuiopasdfgh', 'password_common'],
    ['a row backwards and another', 'poiuytrewqlkjhgf', 'password_common'],
    ['slanting columns', '1qaz2wsx3edc4rfv', 'password_common'],
    ['pinyin', 'woainizhongguo520', 'password_common'],
    ['a name with a birthday', 'zhangwei19900101', 'password_common'],
    ['a name with a phone', 'liqiang13800138000', 'password_common'],
    ['a phone and its owner’s luck', '13912345678888888', 'password_common'],
    ['a few common words', 'iloveyouforever1314', 'password_common'],
    ['a letter besides', 'xqwertyuiop123456', 'password_common'],
    ['digits in order', '123456789012345', 'password_common'],
    ['one pattern again and again', 'ab1ab1ab1ab1ab1ab1', 'password_common'],
    ['the own login', 'wangfangwangfang', 'password_personal'],
    ['the own login and a year', 'OuyQ2026-OuyQ-8888', 'password_personal'],
    ['the company', 'hengtong-pumps-2026', 'password_personal'],
    ['too short', 'x7#kQ9!vLm2$wz', 'password_too_short'],
    ['too long', 'abcdefgh'.repeat(17), 'password_too_long'],
  ])('%s is refused', (_what, password, refusal) => {
    expect(refusalOf(password)).toBe(refusal)
  })

  test.each([
    'correct horse battery staple',
    'another long sentence here',
    '窗外的梧桐树昨夜落了一地黄叶子',
    'three blue tractors crossed the river',
    'mT7-pq4-Xw9-zk2-Lb5',
    'yuanfang de lantian xia you yi zhi niao',
    'we ship pumps to Ningbo on Thursdays',
  ])('“%s” is taken', (password) => {
    expect(refusalOf(password)).toBeNull()
  })
})
