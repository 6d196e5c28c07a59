import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Mention, Message } from '../../../core/notify/message.ts'
import { buildDingtalk, readDingtalk, signDingtalk } from './dingtalk.ts'
import { buildFeishu, readFeishu, signFeishu } from './feishu.ts'
import { createSandbox, type Fault, type Received, type SandboxService, sandboxPort } from './sandbox.ts'
import { type ChannelTarget, prepare, send } from './send.ts'
import type { HttpAnswer } from './transport.ts'
import { isWebhookSecret, readWebhook, signWebhook, verifyWebhook } from './webhook.ts'
import { buildWecom, readWecom } from './wecom.ts'

const NOW = 1_700_000_000_000
const BASE = 'http://sandbox.test/box'
const WEBHOOK_SECRET = 'whsec_YmVsbHdldGhlci1kZW1vLXNlY3JldC0zMi1ieXRlcyE='

const zhang: Mention = {
  name: '张三',
  wecomUserId: 'zhangsan',
  dingtalkUserId: null,
  feishuOpenId: 'ou_x',
  phone: '13800138000',
}

const message = (over: Partial<Message> = {}): Message => ({
  id: 'ntc_1',
  threadId: 'alr_1',
  at: NOW,
  tone: 'bad',
  title: '新预警：回款逾期 · 杭州某某',
  subject: '[风向标][P1][回款逾期] 杭州某某 逾期32天 ¥128,000.00',
  fields: [
    { label: '客户', value: '杭州某某' },
    { label: '涉及金额', value: '¥128,000.00', strong: true },
  ],
  paragraphs: ['逾期 32 天'],
  mentions: [zhang],
  link: { label: '查看详情', url: 'https://crm.example.com/alerts/1' },
  digest: false,
  event: { type: 'alert.opened', data: { id: 'alr_1' } },
  ...over,
})

const TARGETS = {
  wecom: { kind: 'wecom', key: 'k1', baseUrl: `${BASE}/wecom` },
  dingtalk: {
    kind: 'dingtalk',
    accessToken: 't1',
    signSecret: 'this is secret',
    keyword: '风向标',
    baseUrl: `${BASE}/dingtalk`,
  },
  feishu: {
    kind: 'feishu',
    token: 'f1',
    signSecret: 'bellwether-demo-secret',
    keyword: '风向标',
    format: 'card',
    baseUrl: `${BASE}/feishu`,
  },
  webhook: { kind: 'webhook', url: `${BASE}/webhook/w1`, secrets: [WEBHOOK_SECRET] },
} as const satisfies Record<SandboxService, ChannelTarget>

const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('signatures, against published and independently computed vectors', () => {
  it('DingTalk: key = secret, message = ms + secret', () => {
    expect(signDingtalk('this is secret', NOW)).toBe('sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0=')
    const secret = 'SECbellwether0000000000000000000000000000000000000000000000000000'
    expect(signDingtalk(secret, NOW)).toBe('V5RFQLmsTSzvYUYnqLXmUSVwWipJScUDMEoBv01J43k=')
    const { url } = buildDingtalk({ ...TARGETS.dingtalk }, message(), NOW)
    expect(url).toContain('&timestamp=1700000000000&sign=sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D')
  })
  it('DingTalk: a robot without a secret is not signed', () => {
    const { url } = buildDingtalk({ ...TARGETS.dingtalk, signSecret: null }, message(), NOW)
    expect(url).not.toMatch(/sign|timestamp/)
  })
  it('Feishu: key = seconds + secret, message empty', () => {
    expect(signFeishu('demo', '1599360473')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=')
    expect(signFeishu('bellwether-demo-secret', '1700000000')).toBe(
      'LkVEigo15gANDeazUy4fZ9n+Q7ubcBIdHXdVziCbDbQ=',
    )
    const body = JSON.parse(buildFeishu(TARGETS.feishu, message(), NOW).body)
    expect(body).toMatchObject({
      timestamp: '1700000000',
      sign: 'LkVEigo15gANDeazUy4fZ9n+Q7ubcBIdHXdVziCbDbQ=',
    })
  })
  it('Standard Webhooks: v1', () => {
    const published = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      seconds: 1614265330,
      body: '{"test": 2432232314}',
    }
    expect(signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', published)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
    expect(signWebhook(WEBHOOK_SECRET, OWN)).toBe('v1,SsO1dhG+ZrU6cQUJ4gDGwtDfp1Kl7aSoIdIDgnWaa+0=')
  })
  it('Standard Webhooks: v1a with an Ed25519 key', () => {
    const key = `whsk_${Buffer.alloc(32, 7).toString('base64')}`
    expect(signWebhook(key, OWN)).toBe(
      'v1a,eGAuSa+VbePeHSyZ2Epc38geqTMOdohbP1uEJfmUrWCaXxJ3w9uXlbN1I+Z9f3rr9dwvsmzYraF/os6zD2PrBw==',
    )
  })
  it('a secret is 24 to 64 bytes', () => {
    expect(isWebhookSecret(WEBHOOK_SECRET)).toBe(true)
    expect(isWebhookSecret(`whsec_${Buffer.alloc(23).toString('base64')}`)).toBe(false)
    expect(isWebhookSecret(`whsec_${Buffer.alloc(65).toString('base64')}`)).toBe(false)
    expect(isWebhookSecret('testsecret')).toBe(false)
  })
  it('verifying refuses another body, an old timestamp and a foreign secret, and accepts either of two', () => {
    const { body } = OWN
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
    const headers = {
      'webhook-id': OWN.id,
      'webhook-timestamp': String(OWN.seconds),
      'webhook-signature': `${signWebhook(other, OWN)} ${signWebhook(WEBHOOK_SECRET, OWN)}`,
    }
    expect(verifyWebhook(WEBHOOK_SECRET, headers, body, NOW)).toBe(true)
    expect(verifyWebhook(other, headers, body, NOW + 300_000)).toBe(true)
    expect(verifyWebhook(WEBHOOK_SECRET, headers, `${body} `, NOW)).toBe(false)
    expect(verifyWebhook(WEBHOOK_SECRET, headers, body, NOW + 300_001)).toBe(false)
    expect(verifyWebhook(`whsec_${Buffer.alloc(32, 2).toString('base64')}`, headers, body, NOW)).toBe(false)
  })
})

const OWN = {
  id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
  seconds: 1_700_000_000,
  body: '{"type":"alert.opened","timestamp":"2023-11-14T22:13:20Z","data":{"id":"alr_1"}}',
}

describe('what an answer means', () => {
  const cases: [string, (a: HttpAnswer) => { kind: string }, HttpAnswer, string, number?][] = [
    ['wecom ok', readWecom, answer({ errcode: 0, errmsg: 'ok' }), 'sent'],
    ['wecom too fast', readWecom, answer({ errcode: 45009, errmsg: '' }), 'retry', 60_000],
    ['wecom busy', readWecom, answer({ errcode: -1, errmsg: '' }), 'retry', 0],
    ['wecom bad key', readWecom, answer({ errcode: 93000, errmsg: '' }), 'channelDisabled'],
    ['wecom bad type', readWecom, answer({ errcode: 40008, errmsg: '' }), 'failed'],
    ['wecom empty', readWecom, answer({ errcode: 44004, errmsg: '' }), 'failed'],
    ['wecom too long', readWecom, answer({ errcode: 45002, errmsg: '' }), 'failed'],
    ['wecom unknown code', readWecom, answer({ errcode: 123456, errmsg: '' }), 'failed'],
    ['wecom code as text is not success', readWecom, answer({ errcode: '0' }), 'retry'],
    ['wecom ok words without a code', readWecom, answer({ errmsg: 'ok' }), 'retry'],
    ['wecom html', readWecom, answer('<html>'), 'retry'],
    ['wecom 502', readWecom, answer('', 502), 'retry'],
    ['wecom 404', readWecom, answer('', 404), 'failed'],
    ['wecom redirect', readWecom, answer('', 302), 'failed'],
    ['dingtalk ok', readDingtalk, answer({ errcode: 0, errmsg: 'ok' }), 'sent'],
    [
      'dingtalk safety',
      readDingtalk,
      answer({ errcode: 310000, errmsg: 'sign not match' }),
      'channelDisabled',
    ],
    ['dingtalk too fast', readDingtalk, answer({ errcode: 130101, errmsg: '' }), 'retry', 600_000],
    ['dingtalk too fast (open)', readDingtalk, answer({ errcode: 410100, errmsg: '' }), 'retry', 600_000],
    ...[300001, 300005, 400101, 400013, 400102, 400106].map(
      (errcode): [string, typeof readDingtalk, HttpAnswer, string] => [
        `dingtalk ${errcode}`,
        readDingtalk,
        answer({ errcode, errmsg: '' }),
        'channelDisabled',
      ],
    ),
    ['dingtalk missing parameter', readDingtalk, answer({ errcode: 40035, errmsg: '' }), 'failed'],
    ['dingtalk busy', readDingtalk, answer({ errcode: -1, errmsg: '' }), 'retry', 0],
    ['dingtalk unknown', readDingtalk, answer({ errcode: 7, errmsg: '' }), 'failed'],
    ['feishu new ok', readFeishu, answer({ code: 0, msg: 'success' }), 'sent'],
    ['feishu old ok', readFeishu, answer({ StatusCode: 0, StatusMessage: 'success' }), 'sent'],
    ['feishu neither', readFeishu, answer({ msg: 'success' }), 'retry'],
    [
      'feishu an error beside an old success',
      readFeishu,
      answer({ code: 19024, StatusCode: 0 }),
      'channelDisabled',
    ],
    ...[19021, 19022, 19024, 19001].map((code): [string, typeof readFeishu, HttpAnswer, string] => [
      `feishu ${code}`,
      readFeishu,
      answer({ code, msg: '' }),
      'channelDisabled',
    ]),
    ['feishu bad request', readFeishu, answer({ code: 9499, msg: '' }), 'failed'],
    ['feishu bad request over http 400', readFeishu, answer({ code: 9499, msg: '' }, 400), 'failed'],
    ['feishu rate', readFeishu, answer({ code: 11232, msg: '' }), 'retry', 60_000],
    ['feishu unknown', readFeishu, answer({ code: 5, msg: '' }), 'failed'],
    ['feishu success in a failing status', readFeishu, answer({ code: 0 }, 503), 'retry'],
    ['webhook 204', readWebhook, answer('', 204), 'sent'],
    ['webhook redirect', readWebhook, answer('', 301), 'failed'],
    ['webhook gone', readWebhook, answer('', 410), 'channelDisabled'],
    ['webhook slow down', readWebhook, answer('', 429, { 'retry-after': '120' }), 'retry', 120_000],
    [
      'webhook slow down for ever',
      readWebhook,
      answer('', 503, { 'retry-after': '999999' }),
      'retry',
      86_400_000,
    ],
    ['webhook refused', readWebhook, answer('', 401), 'failed'],
  ]
  it.each(cases)('%s', (_name, read, given, kind, afterMs) => {
    expect(read(given)).toMatchObject(afterMs === undefined ? { kind } : { kind, afterMs })
  })

  it('no code but 0 is ever success', () => {
    fc.assert(
      fc.property(
        fc.integer().filter((n) => n !== 0),
        (n) => {
          expect(readWecom(answer({ errcode: n, errmsg: 'ok' })).kind).not.toBe('sent')
          expect(readDingtalk(answer({ errcode: n, errmsg: 'ok' })).kind).not.toBe('sent')
          expect(readFeishu(answer({ code: n, msg: 'success' })).kind).not.toBe('sent')
          expect(readFeishu(answer({ StatusCode: n })).kind).not.toBe('sent')
        },
      ),
    )
  })
})

describe('what is sent', () => {
  it('WeCom: markdown with the person called by user id', () => {
    const { content } = JSON.parse(buildWecom(TARGETS.wecom, message()).body).markdown
    expect(content.split('\n')).toEqual([
      '## 新预警：回款逾期 · 杭州某某',
      '<@zhangsan>',
      '>客户：杭州某某',
      '>涉及金额：<font color="warning">¥128,000.00</font>',
      '逾期 32 天',
      '[查看详情](https://crm.example.com/alerts/1)',
    ])
  })
  it('WeCom: somebody known by phone only is called through the text form', () => {
    const body = JSON.parse(
      buildWecom(TARGETS.wecom, message({ mentions: [{ ...zhang, wecomUserId: null }] })).body,
    )
    expect(body.msgtype).toBe('text')
    expect(body.text).toMatchObject({ mentioned_list: [], mentioned_mobile_list: ['13800138000'] })
  })
  it('DingTalk: keyword in the title, the number both in the text and in the list', () => {
    const body = JSON.parse(buildDingtalk(TARGETS.dingtalk, message(), NOW).body)
    expect(body.markdown.title).toBe('[风向标] 新预警：回款逾期 · 杭州某某')
    expect(body.markdown.text).toContain('@13800138000')
    expect(body.at).toEqual({ atMobiles: ['13800138000'], atUserIds: [], isAtAll: false })
  })
  it('Feishu: red card with the mention, or text with the other mention form', () => {
    const card = JSON.parse(buildFeishu(TARGETS.feishu, message(), NOW).body).card
    expect(card.header.template).toBe('red')
    expect(card.elements[0].text.content).toBe('<at id=ou_x></at>')
    expect(card.elements.at(-1).actions[0].url).toBe('https://crm.example.com/alerts/1')
    const text = JSON.parse(buildFeishu({ ...TARGETS.feishu, format: 'text' }, message(), NOW).body)
    expect(text.content.text).toContain('<at user_id="ou_x">张三</at>')
  })
  it('a customer called <@all> pages nobody and its name makes no link', () => {
    const evil = message({
      title: '<@all>',
      mentions: [],
      link: null,
      fields: [{ label: '客户', value: '<at id=all></at> [领奖](http://evil.test)\n<font color="info">' }],
      paragraphs: ['<at user_id="all">所有人</at>'],
    })
    for (const target of [
      TARGETS.wecom,
      TARGETS.dingtalk,
      TARGETS.feishu,
      { ...TARGETS.feishu, format: 'text' as const },
    ]) {
      const { shown } = prepare(target, evil, NOW)
      expect(shown).not.toMatch(/<@|<at|<font|\]\(/)
    }
  })
  it('what the outbox keeps holds neither key nor signature', () => {
    for (const target of Object.values(TARGETS)) {
      const { shown } = prepare(target, message(), NOW)
      expect(shown).not.toMatch(/"sign"|k1|t1|whsec|LkVEigo15/)
    }
  })
  it('however long the text, the body stays within the limit, whole characters, title and link kept', () => {
    // The sign of a broken character must not be one that was written.
    const words = fc
      .string({ unit: 'grapheme', maxLength: 400 })
      .map((text) => text.replaceAll('\ufffd', '？'))
    const field = fc.record({ label: fc.constant('原因'), value: words, strong: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(field, { maxLength: 40 }),
        fc.array(words, { maxLength: 20 }),
        fc.integer({ min: 1, max: 60 }),
        (fields, paragraphs, times) => {
          const long = message({
            fields,
            paragraphs: paragraphs.map((text) => text.repeat(times)),
          })
          const wecom = JSON.parse(buildWecom(TARGETS.wecom, long).body).markdown.content as string
          expect(Buffer.byteLength(wecom)).toBeLessThanOrEqual(4_096)
          const phoneOnly = { ...long, mentions: [{ ...zhang, wecomUserId: null }] }
          const plain = JSON.parse(buildWecom(TARGETS.wecom, phoneOnly).body).text.content as string
          expect(Buffer.byteLength(plain)).toBeLessThanOrEqual(2_048)
          const dingtalk = buildDingtalk(TARGETS.dingtalk, long, NOW).body
          const feishu = buildFeishu(TARGETS.feishu, long, NOW).body
          for (const body of [dingtalk, feishu]) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
          for (const body of [wecom, plain, dingtalk, feishu]) {
            expect(body.isWellFormed()).toBe(true)
            expect(body).not.toContain('\ufffd')
            expect(body).toContain('杭州某某')
            expect(body).toContain('https://crm.example.com/alerts/1')
          }
          // A cut never leaves a colour open.
          expect(wecom.match(/<font/g)?.length ?? 0).toBe(wecom.match(/<\/font>/g)?.length ?? 0)
        },
      ),
      { numRuns: 60 },
    )
  })
  it('escapes count: a wall of quotation marks still fits, and uses the room there is', () => {
    const wall = message({ paragraphs: ['"'.repeat(30_000), '\\'.repeat(30_000)] })
    const body = buildDingtalk(TARGETS.dingtalk, wall, NOW).body
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(body)).toBeGreaterThan(9_000)
    expect(Buffer.byteLength(buildFeishu(TARGETS.feishu, wall, NOW).body)).toBeLessThanOrEqual(20_000)
  })
  it('a webhook body too large becomes a pointer', () => {
    const body = prepare(
      TARGETS.webhook,
      message({ event: { type: 'brief', data: { x: 'y'.repeat(30_000) } } }),
      NOW,
    )
    expect(JSON.parse(body.shown)).toMatchObject({ type: 'brief', data: { truncated: true } })
  })
  it('two secrets sign during a rotation', async () => {
    const old = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
    const prepared = prepare({ ...TARGETS.webhook, secrets: [old, WEBHOOK_SECRET] }, message(), NOW)
    expect((await deliver(prepared)).outcome.kind).toBe('sent')
  })
})

let stored: Received[] = []
let clock = NOW
let sandbox = makeSandbox()
function makeSandbox() {
  const accounts: Record<string, { signSecret: string | null; keyword: string | null }> = {
    'wecom:k1': { signSecret: null, keyword: null },
    'dingtalk:t1': { signSecret: 'this is secret', keyword: '风向标' },
    'feishu:f1': { signSecret: 'bellwether-demo-secret', keyword: '风向标' },
    'webhook:w1': { signSecret: WEBHOOK_SECRET, keyword: null },
  }
  return createSandbox({
    accountOf: async (service, token) => accounts[`${service}:${token}`] ?? null,
    store: async (received) => void stored.push(received),
    now: () => clock,
  })
}
beforeEach(() => {
  stored = []
  clock = NOW
  sandbox = makeSandbox()
})
const deliver = (prepared: ReturnType<typeof prepare>) =>
  send(prepared, {
    http: sandboxPort(sandbox, BASE),
    mail: async () => {
      throw new Error('no mail here')
    },
  })

describe('against the stand-in', () => {
  const services = Object.keys(TARGETS) as SandboxService[]
  it.each(services)('%s: arrives, with the stable id', async (service) => {
    const delivery = await deliver(prepare(TARGETS[service], message(), clock))
    expect(delivery.outcome).toMatchObject({ kind: 'sent' })
    expect(stored).toMatchObject([{ service, accepted: true, messageId: 'ntc_1' }])
  })

  const expected: Record<SandboxService, Record<Fault, string>> = {
    wecom: faults({ wrong_sign: 'channelDisabled', token_expired: 'channelDisabled' }),
    dingtalk: faults({ wrong_sign: 'channelDisabled', token_expired: 'channelDisabled' }),
    feishu: faults({ wrong_sign: 'channelDisabled', token_expired: 'channelDisabled' }),
    webhook: faults({ wrong_sign: 'failed', token_expired: 'channelDisabled', malformed: 'sent' }),
  }
  function faults(over: Partial<Record<Fault, string>>): Record<Fault, string> {
    return {
      rate_limit: 'retry',
      wrong_sign: '',
      token_expired: '',
      unknown_code: 'failed',
      http_500: 'retry',
      malformed: 'retry',
      hang: 'retry',
      dies_after_accept: 'retry',
      ...over,
    }
  }
  const matrix = services.flatMap((service) =>
    (Object.keys(expected[service]) as Fault[]).map(
      (fault) => [service, fault, expected[service][fault]] as const,
    ),
  )
  it.each(matrix)('%s: %s is %s', async (service, fault, kind) => {
    sandbox.force(service, fault)
    expect((await deliver(prepare(TARGETS[service], message(), clock))).outcome.kind).toBe(kind)
    // The fault is used up: the next try goes through, with the same id when it had already arrived.
    expect((await deliver(prepare(TARGETS[service], message(), clock))).outcome.kind).toBe('sent')
    const ids = stored.filter((received) => received.accepted).map((received) => received.messageId)
    expect(ids).toEqual(fault === 'dies_after_accept' ? ['ntc_1', 'ntc_1'] : ['ntc_1'])
  })

  it.each([
    ['wecom', { ...TARGETS.wecom, key: 'stolen' }, 'channelDisabled', '93000'],
    ['dingtalk secret', { ...TARGETS.dingtalk, signSecret: 'x' }, 'channelDisabled', '310000'],
    ['dingtalk unsigned', { ...TARGETS.dingtalk, signSecret: null }, 'channelDisabled', '310000'],
    ['dingtalk keyword', { ...TARGETS.dingtalk, keyword: null }, 'channelDisabled', '310000'],
    ['feishu secret', { ...TARGETS.feishu, signSecret: 'x' }, 'channelDisabled', '19021'],
    ['feishu keyword', { ...TARGETS.feishu, keyword: null }, 'channelDisabled', '19024'],
    ['feishu token', { ...TARGETS.feishu, token: 'x' }, 'channelDisabled', '19001'],
    ['webhook secret', { ...TARGETS.webhook, secrets: ['whsec_'.padEnd(46, 'A')] }, 'failed', 'http_401'],
  ] as [string, ChannelTarget, string, string][])(
    '%s wrong is refused as the provider would',
    async (_n, target, kind, code) => {
      expect((await deliver(prepare(target, message(), clock))).outcome).toMatchObject({ kind, code })
    },
  )

  it('a clock that is two hours off is refused', async () => {
    const stale = prepare(TARGETS.dingtalk, message(), clock - 2 * 3_600_000)
    expect((await deliver(stale)).outcome).toMatchObject({
      kind: 'channelDisabled',
      message: 'invalid timestamp',
    })
    const feishu = prepare(TARGETS.feishu, message(), clock - 2 * 3_600_000)
    expect((await deliver(feishu)).outcome).toMatchObject({ kind: 'channelDisabled', code: '19021' })
  })

  it.each([
    ['wecom', 20, 60_000],
    ['dingtalk', 20, 60_000],
    ['feishu', 5, 1_000],
  ] as [SandboxService, number, number][])(
    '%s takes %i and refuses the next',
    async (service, count, windowMs) => {
      for (let n = 0; n < count; n += 1)
        await deliver(prepare(TARGETS[service], message({ id: `n${n}` }), clock))
      expect(stored.filter((received) => received.accepted)).toHaveLength(count)
      expect((await deliver(prepare(TARGETS[service], message(), clock))).outcome.kind).toBe('retry')
      clock += windowMs
      expect((await deliver(prepare(TARGETS[service], message(), clock))).outcome.kind).toBe('sent')
    },
  )

  it('faults are forced over HTTP too, and nonsense is refused', async () => {
    const control = (path: string, body: string) =>
      sandbox.handle({ method: 'POST', path, query: {}, headers: {}, body })
    expect(await control('/__ctl/wecom', '{"fault":"hang","times":2}')).toMatchObject({ status: 200 })
    expect((await deliver(prepare(TARGETS.wecom, message(), clock))).outcome).toMatchObject({
      code: 'timeout',
    })
    expect(await control('/__ctl/wecom', '{"fault":"nonsense"}')).toMatchObject({ status: 400 })
    expect(await control('/__ctl/nobody', '{"fault":"hang"}')).toMatchObject({ status: 400 })
    expect(await control('/__ctl/wecom', 'x')).toMatchObject({ status: 400 })
  })
})
