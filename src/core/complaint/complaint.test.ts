import { expect, test } from 'vitest'
import { DISPUTE_KINDS } from '../receivable/dispute.ts'
import { COMPLAINT_KINDS, checkEnd, disputeKindOf } from './complaint.ts'

const OPEN = { openedOn: '2026-03-02', resolvedOn: null }

test.each([
  ['on the day it came', OPEN, '2026-03-02', 'ok'],
  ['today', OPEN, '2026-03-10', 'ok'],
  ['tomorrow', OPEN, '2026-03-11', 'date_in_future'],
  ['before it came', OPEN, '2026-03-01', 'complaint_before_opened'],
  ['twice', { ...OPEN, resolvedOn: '2026-03-05' }, '2026-03-10', 'complaint_resolved'],
])('a complaint ends %s', (_, complaint, on, expected) => {
  const checked = checkEnd(complaint, on, '2026-03-10')
  expect(checked.ok ? 'ok' : checked.code).toBe(expected)
})

test('money is contested for whatever is complained about', () => {
  for (const kind of COMPLAINT_KINDS) expect(DISPUTE_KINDS).toContain(disputeKindOf(kind))
})
