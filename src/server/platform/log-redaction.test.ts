import { describe, expect, test } from 'vitest'
import { createLog } from './log.ts'

function lineOf(what: Record<string, unknown>): { text: string; line: Record<string, unknown> } {
  let text = ''
  createLog('info', { write: (line: string) => (text += line) } as never).error(what, 'request failed')
  return { text, line: JSON.parse(text) }
}

class DatabaseError extends Error {
  code = '23505'
  constraint = 'app_user_login'
  detail = 'Key (login)=(canary) already exists.'
}

describe('a line of the log', () => {
  test.each([
    ['a row that PostgreSQL quotes', 'row (1, 金丝雀, 13977770001) is bad'],
    ['a text that is no JSON', `Unexpected token 'c', "canary=13977770001" is not valid JSON`],
    ['a value in quotes that never end', 'invalid input syntax for type uuid: "canary 13977770001'],
    ['an address of mail', 'mailbox canary@example.com unavailable'],
    ['a number with spaces', 'card 6222 0212 3456 7890 123 refused'],
    ['a token', 'no session canary0123456789ABCDEFGHIJ'],
  ])('keeps the words of %s and not what they quote', (_what, message) => {
    const { text, line } = lineOf({ err: message })
    for (const value of ['canary', '金丝雀', '1397777', '7890', '6222']) expect(text).not.toContain(value)
    expect(String(line['err']).length).toBeGreaterThan(5)
  })

  test('hides what goes by a telling name, however deep', () => {
    const secret = { password: 'x1', token: 'x2', phone: 13977770001, contactName: 'x3', bankAccount: 'x4' }
    const { text } = lineOf({ orgId: 'o', data: { list: [{ of: secret }], mail: { email: 'x5' } } })
    for (const value of ['x1', 'x2', 'x3', 'x4', 'x5', '13977770001']) expect(text).not.toContain(value)
  })

  test('says what kind of error it was, which rule was broken and where', () => {
    const { text, line } = lineOf({ orgId: 'abc', err: new DatabaseError('duplicate key value "canary"') })
    expect(text).not.toContain('canary')
    expect(line['err']).toMatchObject({ kind: 'DatabaseError', code: '23505', constraint: 'app_user_login' })
    expect((line['err'] as { stack: string }).stack).toContain('log-redaction.test.ts')
    expect((line['err'] as { stack: string }).stack).not.toContain('duplicate')
  })

  test('keeps ids and counts, by which it is read', () => {
    const orgId = '019a0000-0000-7000-8000-000000000001'
    const { line } = lineOf({ orgId, err: `subject ${orgId} has no owner`, rows: 12_345_678 })
    expect(line).toMatchObject({ orgId, err: `subject ${orgId} has no owner`, rows: 12_345_678 })
  })
})
