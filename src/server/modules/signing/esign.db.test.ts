import { Buffer } from 'node:buffer'
import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { FADADA, fadadaStandIn, signatureOf } from '../../../../test/support/esign/fadada-stand-in.ts'
import { QIYUESUO, qiyuesuoStandIn } from '../../../../test/support/esign/qiyuesuo-stand-in.ts'
import { signedCopy } from '../../../../test/support/esign/signed-copy.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/esign.ts'
import { addDays } from '../../../core/calendar.ts'
import { PortError, type WirePort } from '../../platform/channels/transport.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { approveContract, createContract } from '../contracts/index.ts'
import { setContractPaper, writeContractVersion } from '../contracts/write-contract-version.ts'
import { fileContents, keepFile } from '../files/index.ts'
import { claimEnvelope } from './claim-envelope.ts'
import { createSigningLoop } from './index.ts'
import { settleEnvelope } from './settle-envelope.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const KEY = Buffer.alloc(32, 7)
const clock = { now: () => time }
let time = NOW
const { signIn, anonymous } = await testApp(database, clock)
const [bossClient, repClient] = await Promise.all([signIn('boss', 'first'), signIn('rep', 'first')])
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep) =>
  write(db, { orgId: a.orgId, actor, now: time }, fn)

type StandIn = { port: (request: Parameters<WirePort>[0]) => Promise<Awaited<ReturnType<WirePort>> | 'lost'> }
let service: StandIn
let wire: string[] = []
/** The network of the test: the stand-in behind it, and answers that never arrive. */
const http: WirePort = async (request) => {
  wire.push(JSON.stringify({ ...request, body: request.body.toString() }))
  const answer = await service.port(request)
  if (answer === 'lost') throw new PortError('timeout', 'no answer in time')
  return answer
}
const log = createLog('silent')
/** A worker that was just started: what it knew by heart is gone. */
async function work(minutes = 0): Promise<void> {
  time += minutes * 60_000
  const loop = createSigningLoop({ db, key: KEY, clock, log, http })
  loop.poke(a.orgId)
  await loop.idle()
}

const US = { company: '铭川精密', name: '陆明海', mobile: '13800000001' }
const THEM = { name: '王工', mobile: '13900000002', days: 15 }
let number = 0

async function approved(): Promise<string> {
  number += 1
  const { id } = await writing((ctx) =>
    createContract(ctx, {
      ...{ number: `ES-${number}`, title: '导轨买卖合同', currency: 'CNY', amountFen: 90_000n, penaltyBp: 5 },
      ...{ customerId: a.records.own.customerId, endsOn: addDays(TODAY, 200) },
      clauses: { subject: '导轨', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
      nodes: [{ label: '尾款', dueOn: addDays(TODAY, 60), amountFen: 90_000n }],
    }),
  )
  await writing((ctx) => approveContract(ctx, id), boss)
  return id
}
async function useService(settings: api.EsignSettings): Promise<void> {
  const { account } = await bossClient.get(api.getEsign)
  await bossClient.get(api.saveEsign, { body: { version: account?.version ?? 0, enabled: true, settings } })
}
const send = (id: string) => repClient.get(api.sendEnvelope, { params: { id }, body: THEM })
const seen = async (id: string) => (await repClient.get(api.listEnvelopes, { params: { id } })).items[0]!
const signedOn = async (id: string) => {
  const { rows } = await admin.query('select signed_on::text as day from contract where id = $1', [id])
  return rows[0].day as string | null
}
const callOff = async (id: string) =>
  repClient.get(api.cancelEnvelope, { params: { id: (await seen(id)).id }, body: { reason: '客户改主意' } })
const headersOf = (at: number): Record<string, string> => ({
  ...{ 'X-FASC-App-Id': FADADA.appId, 'X-FASC-Sign-Type': 'HMAC-SHA256' },
  ...{ 'X-FASC-Timestamp': String(at), 'X-FASC-Nonce': 'n-1', 'X-FASC-Event': 'sign-task-signed' },
})
/** Their callback, as they sign it: it says nothing, and makes us look. */
async function knock(): Promise<number> {
  const { pathname } = new URL((await bossClient.get(api.getEsign)).callbackUrl, 'http://here.test')
  const headers = {
    ...{ ...headersOf(time), 'X-FASC-Sign': signatureOf(headersOf(time), '{}') },
    'content-type': 'application/x-www-form-urlencoded',
  }
  const body = new URLSearchParams({ bizContent: '{}' }).toString()
  return (await anonymous.send({ method: 'POST', url: pathname, body, headers })).status
}
const files = (id: string) =>
  read(db, { orgId: a.orgId, actor: boss, now: time }, (ctx) =>
    fileContents(ctx, { recordKind: 'contract', recordId: id }),
  )

let fadada: ReturnType<typeof fadadaStandIn>
const ACCOUNT = { kind: 'fadada', baseUrl: 'https://api.fadada.com/api/v5', us: US } as const
beforeEach(async () => {
  // What another test left on its way is not this one's.
  await admin.query(
    `update esign_envelope set state = 'cancelled', next_at = null where state in ('queued', 'sent')`,
  )
  fadada = fadadaStandIn(() => time)
  service = fadada
  wire = []
  await useService({ ...ACCOUNT, appId: FADADA.appId, openCorpId: FADADA.openCorpId, secret: FADADA.secret })
})
const paths = () => fadada.calls.map(({ path }) => path)
const onlyTask = () => [...fadada.tasks.values()][0]!

/** As `approved`, written on a paper of the counterparty. */
async function approvedOnPaper(name: string, content: Buffer): Promise<string> {
  const id = await approved()
  const about = { recordKind: 'contract', recordId: id, head: { title: '', customerId: null, url: '' } }
  const { id: fileId } = await writing((ctx) => keepFile(ctx, about, { name, content }))
  await writing((ctx) => setContractPaper(ctx, id, { fileId, reason: '用对方文本' }))
  await writing((ctx) => approveContract(ctx, id), boss)
  return id
}

describe("the counterparty's own paper", () => {
  const PAPER = Buffer.from('%PDF-1.7\n对方的采购合同，不是我们打出来的\n%%EOF\n')

  test('is what goes out and what is signed, to the byte', async () => {
    const id = await approvedOnPaper('采购合同.pdf', PAPER)
    await send(id)
    const out = (await files(id)).find(({ name }) => name.endsWith('送签.pdf'))!
    expect(out.content.equals(PAPER)).toBe(true)
    await work()
    onlyTask().status = 'task_finished'
    await work(61)
    expect((await seen(id)).state).toBe('signed')
    const back = (await files(id)).find(({ name }) => name.endsWith('已签署.pdf'))!
    expect(back.content.subarray(0, PAPER.length).equals(PAPER)).toBe(true)
  })

  test('of another kind than PDF is not sent, and the page says so before', async () => {
    const docx = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('word')])
    const id = await approvedOnPaper('采购合同.docx', docx)
    const { can } = await repClient.get(api.listEnvelopes, { params: { id } })
    expect(can.send).toBe('paper_not_pdf')
    const answer = await repClient.call(api.sendEnvelope, { params: { id }, body: THEM })
    expect(answer).toMatchObject({ status: 409, body: { code: 'paper_not_pdf' } })
    expect(await files(id)).toHaveLength(1)
  })

  test('exchanged in the store behind its hash goes to nobody', async () => {
    const id = await approvedOnPaper('采购合同.pdf', Buffer.from('%PDF-1.7\n将被偷换\n%%EOF\n'))
    await admin.query(
      `update file_content c set content = c.content || '\\x20'::bytea from record_file f
       where f.record_id = $1 and c.org_id = f.org_id and c.sha256 = f.sha256`,
      [id],
    )
    const answer = await repClient.call(api.sendEnvelope, { params: { id }, body: THEM })
    expect(answer).toMatchObject({ status: 409, body: { code: 'paper_changed' } })
    await work()
    expect(fadada.tasks.size).toBe(0)
  })
})

describe('法大大, against a stand-in that checks every signature', () => {
  test('approved, sent, signed, fetched, found to be the document sent, and noted as signed', async () => {
    const id = await approved()
    await send(id)
    await work()
    expect([(await seen(id)).state, onlyTask().status]).toEqual(['sent', 'sign_progress'])
    expect(onlyTask().reference).toBe((await seen(id)).id)
    expect(paths().filter((path) => path === '/service/get-access-token')).toHaveLength(1)
    onlyTask().status = 'task_finished'
    // No callback came: the service is asked once an hour.
    await work(59)
    expect((await seen(id)).state).toBe('sent')
    await work(2)
    const { state, steps } = await seen(id)
    expect([state, steps.map(({ kind }) => kind)]).toEqual(['signed', ['requested', 'sent', 'signed']])
    expect(await signedOn(id)).not.toBeNull()
    const [sent, signed] = await files(id)
    expect(signed!.content.subarray(0, sent!.content.length).equals(sent!.content)).toBe(true)
    expect(signed!.content.equals(fadada.signedFile(onlyTask()))).toBe(true)
  })

  test('a callback with their signature is a look at once; any other changes nothing', async () => {
    const id = await approved()
    await send(id)
    await work()
    onlyTask().status = 'task_finished'
    const { callbackUrl } = await bossClient.get(api.getEsign)
    const { pathname } = new URL(callbackUrl, 'http://here.test')
    // Their oddity: the last event is called "signed", only its status says that all is finished.
    const bizContent = JSON.stringify({ signTaskId: onlyTask().id, signTaskStatus: 'task_finished' })
    const headers = headersOf(time)
    const call = (url: string, sign: string) =>
      anonymous.send({
        ...{ method: 'POST', url, body: new URLSearchParams({ bizContent }).toString() },
        headers: { ...headers, 'X-FASC-Sign': sign, 'content-type': 'application/x-www-form-urlencoded' },
      })
    expect((await call(pathname, '0'.repeat(64))).status).toBe(403)
    expect((await call(`${pathname.slice(0, -1)}x`, signatureOf(headers, bizContent))).status).toBe(403)
    await work(1)
    expect((await seen(id)).state).toBe('sent')
    const good = await call(
      pathname,
      signatureOf({ ...headers, 'X-FASC-Timestamp': String(time - 60_000) }, bizContent),
    )
    expect([good.status, good.body]).toEqual([200, { msg: 'success' }])
    await work()
    expect((await seen(id)).state).toBe('signed')
  })

  test('100002: a token they no longer know is fetched anew, once', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/create', fadada.error('100002', 401))
    await work()
    expect((await seen(id)).state).toBe('sent')
    expect(paths().filter((path) => path === '/service/get-access-token')).toHaveLength(2)
    fadada.fault('/sign-task/app/get-detail', fadada.error('100002', 401), fadada.error('100002', 401))
    await work(61)
    expect(await seen(id)).toMatchObject({ state: 'sent', trouble: { code: '100002' } })
    // A token ends after two hours, and the next call has a new one.
    await work(121)
    expect((await seen(id)).trouble).toBeNull()
  })

  test('100001: nothing is tried until somebody has mended the account, and then it goes on', async () => {
    const id = await approved()
    const other = { ...ACCOUNT, appId: '99999999', openCorpId: FADADA.openCorpId, secret: FADADA.secret }
    await useService(other)
    await work()
    expect((await bossClient.get(api.getEsign)).account).toMatchObject({
      tested: { isGood: false, code: '100001', message: expect.stringContaining('X-FASC-Request-Id req-1') },
    })
    await send(id)
    await work()
    expect(await seen(id)).toMatchObject({ state: 'queued', nextAt: null, trouble: { code: '100001' } })
    await useService({ ...other, appId: FADADA.appId })
    await work()
    expect((await seen(id)).state).toBe('sent')
  })

  test('211126: what was never submitted is deleted where it cannot be cancelled', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/start', () => 'lost')
    await work()
    expect([(await seen(id)).state, onlyTask().status]).toEqual(['queued', 'task_created'])
    const { id: envelopeId } = await seen(id)
    await repClient.get(api.cancelEnvelope, { params: { id: envelopeId }, body: { reason: '客户改主意' } })
    await work()
    expect(paths().slice(-2)).toEqual(['/sign-task/cancel', '/sign-task/delete'])
    expect([(await seen(id)).state, fadada.tasks.size]).toEqual(['cancelled', 0])
  })

  test('a draft that they will not delete ends here, and is never sent after all', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/start', () => 'lost')
    await work()
    await callOff(id)
    fadada.fault('/sign-task/delete', fadada.error('211999'))
    await work()
    expect([(await seen(id)).state, onlyTask().status]).toEqual(['cancelled', 'task_created'])
    await work(61)
    expect(onlyTask().status).toBe('task_created')
  })

  test('started by a call whose answer was lost, it is called off until they do', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/start', () => 'lost after')
    await work()
    expect((await seen(id)).state).toBe('queued')
    await callOff(id)
    fadada.fault('/sign-task/cancel', fadada.error('211999'), fadada.error('211999'))
    await work()
    expect(await seen(id)).toMatchObject({ state: 'sent', isCancelling: true })
    await work(2)
    expect(await seen(id)).toMatchObject({ state: 'sent', isCancelling: true })
    await work(6)
    const { state, steps } = await seen(id)
    expect([state, onlyTask().status]).toEqual(['cancelled', 'task_terminated'])
    expect(steps.filter(({ kind }) => kind === 'cancelRefused')).toHaveLength(1)
  })

  test('a wish that comes during a turn is due at once, not when the turn would look again', async () => {
    const id = await approved()
    await send(id)
    await work()
    const { port } = fadada
    const during = (then: () => Promise<unknown>) => {
      service = {
        port: async (request) => {
          service = fadada
          time += 1_000
          await then()
          return port(request)
        },
      }
    }
    during(() => callOff(id))
    await work(61)
    expect([(await seen(id)).state, onlyTask().status]).toEqual(['cancelled', 'task_terminated'])
    // The same for a callback: what it told is looked at now, not in an hour.
    const other = await approved()
    await send(other)
    await work()
    let looks = 0
    during(async () => {
      expect(await knock()).toBe(200)
      looks = paths().length
    })
    await work(61)
    expect(
      paths()
        .slice(looks)
        .filter((path) => path === '/sign-task/app/get-detail'),
    ).toHaveLength(2)
  })

  test('refused once there is a task, it is not given up: the task may be with the signers', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/start', () => 'lost after')
    await work()
    fadada.fault('/sign-task/app/get-detail', fadada.error('211999'))
    await work(2)
    expect(await seen(id)).toMatchObject({ state: 'queued', trouble: { code: '211999' } })
    await work(6)
    expect([(await seen(id)).state, onlyTask().status]).toEqual(['sent', 'sign_progress'])
  })

  describe('a start whose answer was lost may be with the signers', () => {
    /** Told to the signers, as far as they know; as far as we know not started. */
    const lostStart = async () => {
      const id = await approved()
      await send(id)
      fadada.fault('/sign-task/start', () => 'lost after')
      await work()
      expect([(await seen(id)).state, onlyTask().status]).toEqual(['queued', 'sign_progress'])
      return id
    }
    const HOUR = 3_600_000

    test('the 48th failure in a row does not give it up', async () => {
      const id = await lostStart()
      await admin.query('update esign_envelope set failures = 47 where contract_id = $1', [id])
      fadada.fault('/sign-task/app/get-detail', () => 'lost')
      await work(2)
      expect(await seen(id)).toMatchObject({ state: 'queued', nextAt: time + HOUR })
      await work(61)
      expect((await seen(id)).state).toBe('sent')
    })

    test('nor does trouble with the account, and a callback makes us look at once', async () => {
      const id = await lostStart()
      fadada.fault('/sign-task/app/get-detail', fadada.error('100001'))
      await work(2)
      const settled = { state: 'queued', nextAt: time + HOUR, trouble: { code: '100001' } }
      expect(await seen(id)).toMatchObject(settled)
      // What is not out yet was told to nobody, so a callback cannot be about it.
      const other = await approved()
      await send(other)
      const busy = { status: 429, headers: { 'retry-after': '600' }, body: 'slow down' }
      fadada.fault('/file/get-upload-url', () => busy)
      await work(1)
      const { nextAt } = await seen(other)
      time += 60_000
      expect(await knock()).toBe(200)
      expect([(await seen(id)).nextAt, (await seen(other)).nextAt]).toEqual([time, nextAt])
      await work()
      expect((await seen(id)).state).toBe('sent')
    })

    test('called off, it goes on being called off whatever is wrong with the account', async () => {
      const id = await lostStart()
      await callOff(id)
      fadada.fault('/sign-task/cancel', fadada.error('100001'))
      await work()
      expect(await seen(id)).toMatchObject({ isCancelling: true, nextAt: time + HOUR })
      await work(61)
      expect([(await seen(id)).state, onlyTask().status]).toEqual(['cancelled', 'task_terminated'])
    })
  })

  test('a second wish to call off is told that it is being done, and asks for nothing new', async () => {
    const id = await approved()
    await send(id)
    await work()
    await callOff(id)
    fadada.fault('/sign-task/cancel', () => 'lost')
    await work()
    const { id: envelopeId, can } = await seen(id)
    const wish = () =>
      repClient.call(api.cancelEnvelope, { params: { id: envelopeId }, body: { reason: '再说一次' } })
    const codeOf = async () => ((await wish()).body as { code: string }).code
    expect([can.cancel, await codeOf()]).toEqual(['calling_off', 'calling_off'])
    expect((await seen(id)).steps.filter(({ kind }) => kind === 'cancelAsked')).toHaveLength(1)
    await work(2)
    const over = await seen(id)
    expect([over.state, over.can.cancel, await codeOf()]).toEqual([
      'cancelled',
      'already_over',
      'already_over',
    ])
  })

  test('an answer that is lost after it was done is not done twice: signers are told once', async () => {
    const id = await approved()
    await send(id)
    fadada.fault('/sign-task/start', () => 'lost after')
    await work()
    expect((await seen(id)).state).toBe('queued')
    await work(2)
    expect((await seen(id)).state).toBe('sent')
    expect(paths().filter((path) => path === '/sign-task/start')).toHaveLength(1)
    // The same over a create: a second draft may stand there, but the same id, and only one is started.
    const other = await approved()
    await send(other)
    fadada.fault('/sign-task/create', () => 'lost after')
    await work()
    await work(2)
    const { id: envelopeId } = await seen(other)
    const made = [...fadada.tasks.values()].filter(({ reference }) => reference === envelopeId)
    expect(made.map(({ status }) => status).sort()).toEqual(['sign_progress', 'task_created'])
  })

  test.each([
    ['task_terminated', [{ signStatus: 'sign_rejected' }], 'rejected'],
    ['task_terminated', [{ signStatus: 'wait_sign' }], 'cancelled'],
    ['expired', [], 'expired'],
  ])('%s with %j is the end without a signature: %s', async (status, actors, state) => {
    const id = await approved()
    await send(id)
    await work()
    Object.assign(onlyTask(), { status, actors })
    await work(61)
    expect([(await seen(id)).state, await signedOn(id)]).toEqual([state, null])
    // Those concerned hear of it (C077); what was called off on their side is trouble, not somebody's wish.
    const { rows: news } = await admin.query(
      `select distinct kind from notice where content ->> 'subjectId' = $1 and kind in ('contract-rejected', 'contract-expired', 'contract-trouble')`,
      [id],
    )
    expect(news).toEqual([{ kind: state === 'cancelled' ? 'contract-trouble' : `contract-${state}` }])
    // It can go out again.
    await send(id)
  })

  test('a busy or broken service is asked again later, a refusal is the end', async () => {
    const id = await approved()
    await send(id)
    const busy = { status: 429, headers: { 'retry-after': '600' }, body: 'slow down' }
    fadada.fault('/file/get-upload-url', () => busy)
    await work()
    expect(await seen(id)).toMatchObject({ state: 'queued', trouble: { code: 'http_429' } })
    expect((await seen(id)).nextAt).toBe(time + 600_000)
    fadada.fault('/sign-task/create', fadada.error('210001'))
    await work(11)
    expect(await seen(id)).toMatchObject({ state: 'failed', trouble: { code: '210001' } })
  })
})

describe('what a signature counts for', () => {
  test('only what is approved goes out, once at a time, and not to strangers', async () => {
    // Signed in now: the days of the tests before this one would have ended the session.
    const stranger = await signIn('stranger', 'first')
    const id = await approved()
    await writing((ctx) => writeContractVersion(ctx, id, changeOf(120_000n)))
    const pending = await repClient.call(api.sendEnvelope, { params: { id }, body: THEM })
    expect([pending.status, (pending.body as { code: string }).code]).toEqual([409, 'change_pending'])
    const fine = await approved()
    await send(fine)
    const twice = await repClient.call(api.sendEnvelope, { params: { id: fine }, body: THEM })
    expect((twice.body as { code: string }).code).toBe('signing_running')
    expect((await stranger.call(api.sendEnvelope, { params: { id: fine }, body: THEM })).status).toBe(404)
    const { id: envelopeId } = await seen(fine)
    const body = { reason: '不签了' }
    expect((await stranger.call(api.cancelEnvelope, { params: { id: envelopeId }, body })).status).toBe(404)
  })

  test('a contract that was changed meanwhile is not completed by an old signing', async () => {
    const id = await approved()
    await send(id)
    await work()
    await writing((ctx) => writeContractVersion(ctx, id, changeOf(120_000n)))
    await writing((ctx) => approveContract(ctx, id), boss)
    onlyTask().status = 'task_finished'
    await work(61)
    expect([(await seen(id)).state, await signedOn(id)]).toEqual(['outdated', null])
    expect((await files(id)).length).toBe(2)
  })

  const OUT_OF_FORCE: [string, string][] = [
    ['unapproved', 'approved_at = null'],
    ['ended', "status = 'ended'"],
    ['voided', 'voided_at = now()'],
    ['superseded', 'version_id'],
  ]
  test.each(OUT_OF_FORCE)(
    'what is %s since is not started, and called off where it is out',
    async (_, change) => {
      const [queued, out] = [await approved(), await approved()]
      await send(out)
      await work()
      await send(queued)
      const before = fadada.tasks.size
      await writing((ctx) => writeContractVersion(ctx, out, changeOf(120_000n)))
      await writing((ctx) => writeContractVersion(ctx, queued, changeOf(120_000n)))
      for (const id of [queued, out]) {
        const newest = 'select id from contract_version where contract_id = $1 order by number desc limit 1'
        const { rows } = await admin.query(newest, [id])
        const set = change.startsWith('version_id') ? `version_id = '${rows[0].id}'` : change
        await admin.query(`update contract k set ${set} where id = $1`, [id])
      }
      await work(61)
      const { rows } = await admin.query(
        `select state from esign_envelope where contract_id = any($1) order by recorded_at`,
        [[queued, out]],
      )
      expect(rows.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
      expect([fadada.tasks.size, onlyTask().status]).toEqual([before, 'task_terminated'])
    },
  )

  test.each<[string, (sent: Buffer) => Buffer]>([
    ['other words', () => signedCopy(Buffer.from('%PDF-1.7 other words'))],
    ['the file as it was sent', (sent) => sent],
    ['the file with a remark behind it', (sent) => Buffer.concat([sent, Buffer.from('\n% signed\n%%EOF\n')])],
  ])(
    '%s: no signature of what was sent, so it signs nothing and is kept to be looked at',
    async (_, back) => {
      const id = await approved()
      await send(id)
      await work()
      onlyTask().status = 'task_finished'
      const [sent] = await files(id)
      const port = fadada.port
      service = {
        port: async (request) => {
          const answer = await port(request)
          return answer !== 'lost' && answer.bytes ? { ...answer, bytes: back(sent!.content) } : answer
        },
      }
      await work(61)
      expect([(await seen(id)).state, await signedOn(id)]).toEqual(['unverified', null])
    },
  )

  test('a signature that comes while it is being called off comes home all the same', async () => {
    const id = await approved()
    await send(id)
    await work()
    onlyTask().status = 'task_finished'
    const { id: envelopeId } = await seen(id)
    await repClient.get(api.cancelEnvelope, { params: { id: envelopeId }, body: { reason: '不签了' } })
    await work()
    const { state, steps } = await seen(id)
    expect([state, steps.map(({ kind }) => kind)]).toEqual([
      'signed',
      ['requested', 'sent', 'cancelAsked', 'cancelRefused', 'signed'],
    ])
  })
})

describe.each([
  ['in the cloud', 'qiyuesuo', false],
  ['on the company’s own server', 'qiyuesuo-private', true],
] as const)('契约锁 %s', (_, kind, isPrivate) => {
  test('draft, document, send; status by asking; the signed file comes home', async () => {
    const stand = qiyuesuoStandIn(() => time, isPrivate)
    service = stand
    await useService({
      kind,
      baseUrl: 'https://openapi.qiyuesuo.cn',
      token: QIYUESUO.token,
      secret: QIYUESUO.secret,
      us: US,
    })
    await work()
    expect((await bossClient.get(api.getEsign)).account?.tested).toMatchObject({ isGood: true })
    const id = await approved()
    await send(id)
    await work()
    expect(stand.paths.filter((path) => path !== '/v2/contract/detail')).toEqual([
      '/v2/contract/draft',
      '/v2/document/addbyfile',
      '/v2/contract/send',
    ])
    const contract = [...stand.contracts.values()][0]!
    expect([contract.status, contract.file!.equals((await files(id))[0]!.content)]).toEqual(['SIGNING', true])
    contract.status = 'COMPLETE'
    // Their callbacks prove nothing by themselves: one only makes us ask.
    const { callbackUrl } = await bossClient.get(api.getEsign)
    const { pathname } = new URL(callbackUrl, 'http://here.test')
    const said = await anonymous.send({ method: 'POST', url: pathname, body: { status: 'REJECTED' } })
    expect(said.status).toBe(200)
    await work()
    expect([(await seen(id)).state, (await signedOn(id)) !== null]).toEqual(['signed', true])
  })

  test('a document whose answer was lost is taken over, not added twice', async () => {
    const stand = qiyuesuoStandIn(() => time, isPrivate)
    service = stand
    const { token, secret } = QIYUESUO
    await useService({ kind, baseUrl: 'https://openapi.qiyuesuo.cn', token, secret, us: US })
    const id = await approved()
    await send(id)
    stand.lost.add('/v2/document/addbyfile')
    await work()
    await work(2)
    const contract = [...stand.contracts.values()][0]!
    expect([contract.status, contract.documents.length]).toEqual(['SIGNING', 1])
    contract.status = 'COMPLETE'
    await work(61)
    expect((await seen(id)).state).toBe('signed')
  })

  test('a wrong secret is told in their words, and nothing goes out', async () => {
    const stand = qiyuesuoStandIn(() => time, isPrivate)
    service = stand
    await useService({
      kind,
      baseUrl: 'https://openapi.qiyuesuo.cn',
      token: QIYUESUO.token,
      secret: 'not-the-secret-1',
      us: US,
    })
    await work()
    const { account } = await bossClient.get(api.getEsign)
    expect(account?.tested).toMatchObject({ isGood: false, message: 'SIGNATURE ERROR' })
    const id = await approved()
    await send(id)
    await work()
    expect(await seen(id)).toMatchObject({ state: 'queued', nextAt: null })
    expect(stand.contracts.size).toBe(0)
  })
})

test('the secret is shown to nobody, leaves in no request, and does not go on to another address', async () => {
  const shown = JSON.stringify((await bossClient.get(api.getEsign)).account)
  expect(shown).toContain('••••0001')
  expect(shown).not.toContain(FADADA.secret)
  await work()
  expect(wire.length).toBeGreaterThan(0)
  expect(wire.join()).not.toContain(FADADA.secret)
  const { rows } = await admin.query('select config::text as config, secret from esign_account')
  expect(rows[0].config + rows[0].secret.toString('latin1')).not.toContain(FADADA.secret)
  const { account } = await bossClient.get(api.getEsign)
  const settings = {
    ...ACCOUNT,
    appId: FADADA.appId,
    openCorpId: FADADA.openCorpId,
    baseUrl: 'https://uat-api.fadada.com/api/v5',
  }
  const moved = await bossClient.call(api.saveEsign, {
    body: { version: account!.version, enabled: true, settings },
  })
  expect((moved.body as { code: string }).code).toBe('channel_secret_missing')
  expect((await repClient.call(api.getEsign)).status).toBe(403)
})

const mended = async (change: Record<string, string>, enabled = true) => {
  const { account } = await bossClient.get(api.getEsign)
  const { appId, openCorpId, secret } = FADADA
  const settings = { ...ACCOUNT, appId, openCorpId, secret, ...change }
  const body = { version: account!.version, enabled, settings } as never
  const { status, body: said } = await bossClient.call(api.saveEsign, { body })
  return status === 200 ? null : (said as { code: string }).code
}

test('the clouds are asked at their own hosts, and a task that is out where it was sent', async () => {
  for (const baseUrl of ['https://evil.test', 'http://api.fadada.com/api/v5', 'https://api.fadada.com:8443'])
    expect(await mended({ baseUrl })).toBe('esign_host')
  const qiyuesuo = { kind: 'qiyuesuo', token: 'app-token-1', baseUrl: 'https://qys.test' }
  expect(await mended(qiyuesuo)).toBe('esign_host')
  const id = await approved()
  await send(id)
  await work()
  const uat = { baseUrl: 'https://uat-api.fadada.com/api/v5' }
  for (const change of [uat, { appId: '80000002' }, { openCorpId: 'corp-2' }])
    expect(await mended(change)).toBe('esign_running')
  expect(await mended({ secret: 'a-secret-renewed-0002' })).toBeNull()
  await admin.query(`update esign_envelope set state = 'cancelled', next_at = null where contract_id = $1`, [
    id,
  ])
  expect(await mended(uat)).toBeNull()
  const { rows } = await admin.query(
    `select summary->>'host' as host from event where kind = 'esign.changed' order by recorded_at desc, id desc limit 1`,
  )
  expect(rows).toEqual([{ host: 'uat-api.fadada.com' }])
})

test('an account stored with another host is not called, says why, and can be switched off', async () => {
  const set = `update esign_account set config = config || '{"baseUrl": "https://evil.test/api/v5"}'`
  const [id, out] = [await approved(), await approved()]
  await send(out)
  await work()
  await admin.query(set)
  await send(id)
  await bossClient.get(api.testEsign, { body: {} })
  wire = []
  await work(61)
  expect(wire.length).toBe(0)
  const trouble = { code: 'esign_host', message: expect.stringContaining('接口地址') }
  expect(await seen(id)).toMatchObject({ state: 'queued', nextAt: null, trouble })
  expect(await seen(out)).toMatchObject({ state: 'sent', nextAt: time + 3_600_000, trouble })
  expect((await bossClient.get(api.getEsign)).account!.tested).toMatchObject({ isGood: false, ...trouble })
  const foreign = { baseUrl: 'https://evil.test/api/v5' }
  expect(await mended(foreign)).toBe('esign_host')
  expect(await mended(foreign, false)).toBeNull()
  expect((await bossClient.get(api.getEsign)).account!.enabled).toBe(false)
  await work()
  expect(wire.length).toBe(0)
  // Nothing was ever asked there: what is out is no reason to stay, and goes on at the right address.
  expect(await mended({ ...foreign, appId: '80000002' }, false)).toBe('esign_running')
  expect(await mended({})).toBeNull()
  await work()
  expect([(await seen(id)).state, (await seen(out)).trouble]).toEqual(['sent', null])
})

test('what a finished task brought was judged before anything was locked', async () => {
  const id = await approved()
  await send(id)
  await work()
  time += 61 * 60_000
  const [sent] = await files(id)
  await writing(async (ctx) => {
    const claimed = await claimEnvelope(ctx, 'fadada')
    const file = signedCopy(sent!.content)
    await settleEnvelope(ctx, claimed!, { kind: 'finished', file, isDocumentSent: false })
  })
  expect([(await seen(id)).state, await signedOn(id)]).toEqual(['unverified', null])
})

test('what cannot stand in a header is refused, and a fault of ours is told as trouble', async () => {
  expect(await mended({ appId: '８００００００１' })).toBe('invalid_input')
  const id = await approved()
  await send(id)
  service = { port: () => Promise.reject(new TypeError('Invalid character in header content')) }
  await work()
  expect(await seen(id)).toMatchObject({ state: 'queued', trouble: { code: 'unexpected' } })
  service = fadada
  await work(2)
  expect((await seen(id)).state).toBe('sent')
})

function changeOf(amountFen: bigint) {
  return {
    ...{ amountFen, reason: '增项', endsOn: addDays(TODAY, 200), penaltyBp: 5, currency: 'CNY' },
    ...{ title: '导轨买卖合同', effectiveOn: null, termDays: null },
    clauses: { subject: '导轨', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
    nodes: [{ label: '尾款', dueOn: addDays(TODAY, 60), amountFen }],
    lines: [],
  }
}
