import { describe, expect, it } from 'vitest'
import { type StandInCompany, standInCompany } from '../../../../test/support/register/companies.ts'
import { QICHACHA, qichachaStandIn, say } from '../../../../test/support/register/qichacha-stand-in.ts'
import { TIANYANCHA, tell, tianyanchaStandIn } from '../../../../test/support/register/tianyancha-stand-in.ts'
import { type HttpAnswer, PortError, type WirePort } from '../channels/transport.ts'
import { CALLS_EACH, type CompanyRegister } from './provider.ts'
import { qichacha, qichachaToken } from './qichacha.ts'
import { tianyancha } from './tianyancha.ts'

const NOW = Date.parse('2026-11-20T10:00:00+08:00')
const clock = { now: () => NOW }

const TROUBLED = standInCompany({
  status: '吊销，未注销',
  dishonest: [{ on: '2026-10-08', number: '（2026）浙0203执1号', court: '宁波市海曙区人民法院' }],
  enforced: [
    { on: '2026-09-01', number: '（2026）浙0203执9号', court: '宁波市海曙区人民法院', money: '128000' },
    { on: '2026-09-20', number: '（2026）浙0203执12号', court: '宁波市海曙区人民法院', money: '50000' },
  ],
  penalties: [
    { on: '2025-05-05', number: '甬海市监罚〔2025〕7号', reason: '虚假标示', office: '海曙区市监局' },
  ],
  abnormal: [
    { on: '2024-07-01', reason: '未按期公示年报', ended: '2024-09-01' },
    { on: '2026-07-01', reason: '通过住所无法联系', ended: '' },
  ],
  pledges: [{ on: '2026-02-03', number: '330203_00017', amount: '700万元', isOver: false }],
  changes: [
    { on: '2026-08-11', item: '法定代表人变更', before: '陈国良', after: '周立群' },
    { on: '2026-08-11', item: '股东变更', before: '陈国良', after: '周立群' },
    { on: '2019-01-02', item: '注册资本变更', before: '2000万元', after: '1000万元' },
  ],
})

type StandIn = {
  port: (request: Parameters<WirePort>[0]) => Promise<HttpAnswer | 'lost'>
  fault: (path: string, ...list: (HttpAnswer | 'lost')[]) => void
}

function wired(standIn: StandIn): WirePort {
  return async (request) => {
    const answer = await standIn.port(request)
    if (answer === 'lost') throw new PortError('timeout', 'no answer in time')
    return answer
  }
}

const PROVIDERS = [
  {
    name: 'qichacha' as const,
    open: (companies: StandInCompany[], account = QICHACHA) => {
      const standIn = qichachaStandIn(() => NOW, companies)
      return { standIn, register: qichacha(account, { http: wired(standIn), clock }) }
    },
    main: '/ECIV4/GetDetailsByName',
    list: '/ShixinCheck/GetList',
    wrongKey: { ...QICHACHA, secret: 'another-secret' },
    errors: {
      noCredits: say('112', '您的账号剩余使用量已不足或已过期'),
      notBought: say('214', '您还未购买过该接口，请先购买'),
      often: say('120', '系统流量异常，请稍后再试'),
      other: say('202', '查询参数错误，请检查'),
    },
  },
  {
    name: 'tianyancha' as const,
    open: (companies: StandInCompany[], account: { secret: string } = TIANYANCHA) => {
      const standIn = tianyanchaStandIn(companies)
      return { standIn, register: tianyancha(account, { http: wired(standIn), clock }) }
    },
    main: '/ic/baseinfo/normal',
    list: '/jr/dishonest/2.0',
    wrongKey: { ...QICHACHA, secret: 'another-token' },
    errors: {
      noCredits: tell(300006, '余额不足'),
      notBought: tell(300005, '无权限访问此api'),
      often: tell(300004, '访问频率过快'),
      other: tell(300008, '缺少必要参数'),
    },
  },
]

const byName = (register: CompanyRegister) => register.lookUp({ code: null, name: TROUBLED.name })

it('the token of a request is the one that was worked out by hand (interfaces.md 11.1)', () => {
  const account = { key: 'testkey', secret: 'testsecret' }
  expect(qichachaToken(account, '1700000000')).toBe('8A045CE2F9955FD58EF99F15CDD6F84D')
})

describe.each(PROVIDERS)('$name', (provider) => {
  const { open, main, list, errors } = provider

  it('tells a company by its code, in our words, within the calls it is said to need', async () => {
    const { standIn, register } = open([TROUBLED])
    const { calls, answer } = await register.lookUp({ code: TROUBLED.code, name: 'another spelling' })
    if (answer.kind !== 'ok' || answer.value.kind !== 'found') throw new Error(JSON.stringify(answer))
    const { facts, missing } = answer.value
    expect(missing).toEqual([])
    expect(facts).toMatchObject({
      ...{ name: TROUBLED.name, code: TROUBLED.code, state: 'revoked', legalRep: '周立群' },
      ...{ capitalFen: 1_000_000_000, foundedOn: '2012-03-09' },
      owners: [
        { name: '宁波甬东控股有限公司', shareBp: 7000 },
        { name: null, shareBp: 3000 },
      ],
    })
    expect(facts.risks.dishonest).toMatchObject({ total: 1, items: [{ on: '2026-10-08' }] })
    expect(facts.risks.enforced).toMatchObject({
      total: 2,
      items: [{ on: '2026-09-20' }, { on: '2026-09-01' }],
    })
    expect([facts.risks.penalty?.total, facts.risks.pledge?.total]).toEqual([1, 1])
    // The one that was taken off the list again does not stand.
    expect(facts.risks.abnormal).toMatchObject({ total: 1, items: [{ what: '通过住所无法联系' }] })
    expect(facts.changes?.map(({ kind, on }) => [kind, on])).toEqual([
      ['legalRep', '2026-08-11'],
      ['owners', '2026-08-11'],
      ['capital', '2019-01-02'],
    ])
    expect(calls).toBe(standIn.calls.length)
    expect(calls).toBeLessThanOrEqual(CALLS_EACH[provider.name])
  })

  it('keeps the names of private persons only where they are needed', async () => {
    const { register } = open([TROUBLED])
    const { answer } = await byName(register)
    const { legalRep, changes, ...rest } = (answer as { value: { facts: Record<string, unknown> } }).value
      .facts
    expect(legalRep).toBe('周立群')
    expect(JSON.stringify(rest)).not.toMatch(/周立群|陈国良/)
    expect(
      (changes as { kind: string; before: string }[]).find(({ kind }) => kind === 'owners')?.before,
    ).toBe('')
  })

  it('a clean company has empty lists, which is not the same as unknown', async () => {
    const { register } = open([standInCompany()])
    const { answer } = await byName(register)
    expect(answer).toMatchObject({
      value: { facts: { state: 'active', risks: { dishonest: { total: 0 }, pledge: { total: 0 } } } },
    })
  })

  it('what was not bought is missing and known to be', async () => {
    const { standIn, register } = open([TROUBLED])
    standIn.fault(list, errors.notBought)
    const { answer } = await byName(register)
    expect(answer).toMatchObject({
      value: {
        facts: { risks: { dishonest: null, enforced: { total: 2 } } },
        missing: [{ part: 'dishonest' }],
      },
    })
  })

  it('nobody of that name, several alike, and another company than asked for', async () => {
    const other = standInCompany({ name: '宁波海曙五金有限公司', code: '91330203MA2AFLX52P' })
    const { register } = open([TROUBLED, other])
    expect((await register.lookUp({ code: null, name: '温州无此公司' })).answer).toMatchObject({
      value: { kind: 'none' },
    })
    const alike = await register.lookUp({ code: null, name: '宁波海曙轴承厂' })
    expect(alike.answer).toMatchObject({
      value: {
        kind: 'ambiguous',
        candidates: [{ name: TROUBLED.name, code: TROUBLED.code }, { name: other.name }],
      },
    })
    expect((await register.lookUp({ code: '91330203MA2AFLX53T', name: TROUBLED.name })).answer).toMatchObject(
      {
        value: { kind: 'none' },
      },
    )
  })

  it.each([
    ['no credits', errors.noCredits, 'settings'],
    ['not bought at all', errors.notBought, 'settings'],
    ['too often', errors.often, 'retry'],
    ['their 5xx', { status: 502, headers: { 'retry-after': '30' }, body: 'bad gateway' }, 'retry'],
    ['too many requests', { status: 429, headers: {}, body: '' }, 'retry'],
    ['no answer in time', 'lost' as const, 'retry'],
    ['a page instead of an answer', { status: 200, headers: {}, body: '<html>login</html>' }, 'retry'],
    ['refused at the door', { status: 403, headers: {}, body: 'forbidden' }, 'settings'],
    ['anything else', errors.other, 'refused'],
  ])('%s', async (_name, fault, kind) => {
    const { standIn, register } = open([TROUBLED])
    standIn.fault(main, fault)
    const { answer, calls } = await byName(register)
    expect(answer.kind).toBe(kind)
    expect(calls).toBe(1)
  })

  it('a wrong key is told as such, by the trial call too', async () => {
    const { register } = open([TROUBLED], provider.wrongKey)
    expect((await byName(register)).answer.kind).toBe('settings')
    expect((await register.test()).kind).toBe('settings')
    expect((await open([TROUBLED]).register.test()).kind).toBe('ok')
  })
})
