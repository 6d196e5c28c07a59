import { expect, it } from 'vitest'
import { fadadaSign, isFadadaCallback } from './fadada-sign.ts'
import { qiyuesuoHeaders } from './qiyuesuo.ts'

/** The vectors of interfaces.md 6: worked out by hand before any of this was written. */
const FIRST = {
  'X-FASC-App-Id': '80000001',
  'X-FASC-Sign-Type': 'HMAC-SHA256',
  'X-FASC-Timestamp': '1700000000000',
  'X-FASC-Nonce': '0123456789abcdef0123456789abcdef',
}
const BIZ =
  '{"signTaskId":"1700000000000000001","signTaskStatus":"task_finished","eventTime":"1700000000000"}'
const CALLBACK = '9c856914ef4508a3701d67c3b5a1e601bda7c97bfd83ff2f8233cadf63203188'

it('法大大: the token call', () => {
  const params = { ...FIRST, 'X-FASC-Grant-Type': 'client_credential', 'X-FASC-Api-SubVersion': '5.1' }
  expect(fadadaSign(params, 'testsecret')).toBe(
    'c95334db3d53daf155c011ffa30a5703d3160f66460cf051c3eb871ccf3d4a5e',
  )
})

it('法大大: a callback is theirs by app, signature and time, and by nothing less', () => {
  const headers = Object.fromEntries(
    Object.entries({ ...FIRST, 'X-FASC-Event': 'sign-task-finished', 'X-FASC-Sign': CALLBACK }).map(
      ([name, value]) => [name.toLowerCase(), value],
    ),
  )
  const about = { appId: '80000001', secret: 'testsecret', now: 1_700_000_060_000 }
  expect(isFadadaCallback(headers, BIZ, about)).toBe(true)
  expect(isFadadaCallback(headers, BIZ.replace('finished', 'rejected'), about)).toBe(false)
  expect(isFadadaCallback({ ...headers, 'x-fasc-event': 'sign-task-start' }, BIZ, about)).toBe(false)
  expect(isFadadaCallback({ ...headers, 'x-fasc-sign': '' }, BIZ, about)).toBe(false)
  expect(isFadadaCallback(headers, BIZ, { ...about, secret: 'other' })).toBe(false)
  expect(isFadadaCallback(headers, BIZ, { ...about, appId: '80000002' })).toBe(false)
  expect(isFadadaCallback(headers, BIZ, { ...about, now: about.now + 300_000 })).toBe(false)
})

it('契约锁: on one’s own server and in the cloud', () => {
  const account = { baseUrl: '', token: 'apptoken', secret: 'appsecret' }
  const at = { now: 1_700_000_000_000, nonce: 'nonce-uuid' }
  expect(qiyuesuoHeaders({ ...account, isPrivate: true }, at)['x-qys-signature']).toBe(
    'a4875c7862b716a84adb78f711ac0aed',
  )
  expect(qiyuesuoHeaders({ ...account, isPrivate: false }, at)['x-qys-open-signature']).toBe(
    'aff60769915e157925d109f423ef4954',
  )
})
