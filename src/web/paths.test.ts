import { describe, expect, test } from 'vitest'
import { listAlerts } from '../api/alerts.ts'
import { CallError, fromUrl, keyOf, urlOf, versionToSend } from './api.ts'
import { keepAsOf, paths } from './paths.ts'

describe('addresses', () => {
  test.each([
    [paths.alerts(), '/alerts'],
    [paths.alerts({ rule: 'no-follow-up', page: undefined, text: '' }), '/alerts?rule=no-follow-up'],
    [paths.signIn('/alerts?status=all'), '/sign-in?next=%2Falerts%3Fstatus%3Dall'],
  ])('%s', (made, expected) => expect(made).toBe(expected))
})

describe('the past day that is being looked at', () => {
  test.each([
    ['/customers/1', '2026-06-30', '/customers/1?asOf=2026-06-30'],
    ['/alerts?rule=x', '2026-06-30', '/alerts?rule=x&asOf=2026-06-30'],
    ['/alerts?asOf=2026-01-01', '2026-06-30', '/alerts?asOf=2026-01-01'],
    ['/settings/people', '2026-06-30', '/settings/people'],
    ['/', '2026-06-30', '/'],
    ['/alertsx', '2026-06-30', '/alertsx'],
    ['/deals', undefined, '/deals'],
  ])('%s while looking at %s leads to %s', (href, asOf, expected) => {
    expect(keepAsOf(href, asOf)).toBe(expected)
  })
})

describe('what stands in the URL', () => {
  const url = { status: 'all', page: '2', message: 'not known to this route', text: '' }

  test('goes to the route as far as the route knows it, and what the page sets itself wins', () => {
    expect(fromUrl(listAlerts, url)).toEqual({ status: 'all', page: '2' })
    expect(fromUrl(listAlerts, url, { page: 1, mine: true })).toEqual({ status: 'all', page: 1, mine: true })
  })

  test('makes one cache entry however it is written', () => {
    expect(keyOf(listAlerts, { query: { page: 2, status: 'all' } })).toEqual(
      keyOf(listAlerts, { query: { status: 'all', page: '2', text: undefined } }),
    )
  })

  test('is escaped on its way to the server', () => {
    expect(urlOf(listAlerts, { query: { text: '苏州 & 明远' } })).toBe(
      '/api/alerts?text=%E8%8B%8F%E5%B7%9E+%26+%E6%98%8E%E8%BF%9C',
    )
  })
})

describe('the version that is sent', () => {
  const stale = new CallError('stale_version', 412, '')
  test.each([
    ['the one on the screen, whatever was read since', null, 3, 5, 3],
    ['still that one after another refusal', new CallError('duplicate_name', 409, ''), 3, 5, 3],
    ['the one read since, once somebody was faster', stale, 3, 5, 5],
    ['the one on the screen while none was read since', stale, 3, undefined, 3],
  ])('%s', (_what, error, seen, now, sent) => expect(versionToSend(error, seen, now)).toBe(sent))
})
