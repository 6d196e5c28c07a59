import { beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type PersonaName, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as flowApi from '../../../api/approval-flows.ts'
import * as api from '../../../api/approvals.ts'
import { type CaseState, stepsOf } from '../../../core/approval/case.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'
import { type Actor, read, SYSTEM, write } from '../../platform/context.ts'
import { askGate, contentHashOf, isApproved, requireApproved, spendApproval } from './gate.ts'
import { type ApprovalRequest, requestApproval } from './request.ts'
import type { Settled } from './save-outcome.ts'
import { tendApprovals } from './tend.ts'

const database = await testDatabase()
const { db, admin } = database
const { a, canary } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, mate, manager, finance, boss, auditor, stranger, otherBoss] = await Promise.all([
  signIn('rep', 'first'),
  signIn('mate', 'first'),
  signIn('manager', 'first'),
  signIn('finance', 'first'),
  signIn('boss', 'first'),
  signIn('auditor', 'first'),
  signIn('stranger', 'first'),
  signIn(`${canary}boss`, 'second'),
])

function actor(name: PersonaName, roles: Role[]): Actor {
  return { ...SYSTEM, userId: a.users[name], name, roles }
}
const REP = actor('rep', ['rep'])

let documents = 0
beforeEach(() => {
  documents += 1
})

/** A document of no real kind: approvals know none, and neither do their tests. */
function documentOf(limitYuan: number): ApprovalRequest {
  const id = `00000000-0000-7000-8000-${String(documents).padStart(12, '0')}`
  const yuan = (text: string) => ({ zh: `¥${text}`, en: `¥${text}` })
  return {
    kind: 'credit',
    subject: { kind: 'customer', id },
    customerId: null,
    title: { zh: `第 ${documents} 号文件`, en: `Document ${documents}` },
    url: `/customers/${id}`,
    facts: {
      amountFen: BigInt(limitYuan) * 100n,
      days: 0,
      type: null,
      marginBp: null,
      deviationBp: null,
    },
    content: {
      hash: contentHashOf({ id, limitYuan }),
      lines: [{ key: 'limit', label: { zh: '信用额度', en: 'Limit' }, value: yuan(String(limitYuan)) }],
      before: [{ key: 'limit', label: { zh: '信用额度', en: 'Limit' }, value: yuan('0') }],
    },
    reason: '客户要扩产',
  }
}

function ask(request: ApprovalRequest, as = REP): Promise<{ caseId: string; status: string }> {
  return write(db, { orgId: a.orgId, actor: as, now: NOW }, (ctx) => requestApproval(ctx, request))
}
const gateOf = (request: ApprovalRequest) => ({
  kind: request.kind,
  subject: request.subject,
  contentHash: request.content.hash,
})
function asked<T>(fn: (ctx: Parameters<typeof isApproved>[0]) => Promise<T>): Promise<T> {
  return read(db, { orgId: a.orgId, now: NOW }, fn)
}
const agree = { act: { kind: 'agree' as const, opinion: '', files: [] } }

/** A kind of the company's own: superior and finance side by side, nobody else. */
async function drawFork(): Promise<void> {
  const step = (key: string, approvers: flowApi.FlowSpec['copies']) => ({
    ...{ key, name: { zh: key, en: key }, when: null, approvers, mode: 'any' as const },
    ...{ needsAuthority: false, timeoutMinutes: 540, copies: [], guide: { zh: '', en: '' } },
  })
  const branch = (key: string, approvers: flowApi.FlowSpec['copies']) => ({
    ...{ key, name: { zh: key, en: key }, when: null, steps: [step(`${key}-step`, approvers)] },
  })
  const branches = [
    branch('line', [{ by: 'superior', level: 1 }]),
    branch('money', [{ by: 'role', role: 'finance' }]),
  ]
  const spec: flowApi.FlowSpec = {
    nodes: [{ kind: 'parallel', key: 'fork', branches }],
    ...{ repeats: 'once', expiresAfterWorkdays: 20, copies: [] },
  }
  await boss.get(flowApi.saveFlow, {
    params: { kind: 'side-by-side' },
    body: { version: 0, name: { zh: '并行', en: 'Side by side' }, spec },
  })
}

async function counted(table: string): Promise<number> {
  const { rows } = await admin.query(`select count(*)::int as n from ${table} where org_id = $1`, [a.orgId])
  return rows[0].n
}

describe('one case over HTTP', () => {
  test('goes through superior, finance and whoever may decide, and is approved for this content only', async () => {
    const request = documentOf(150_000)
    const { caseId } = await ask(request)
    expect(await asked((ctx) => isApproved(ctx, gateOf(request)))).toBe(false)
    const inbox = await manager.get(api.listApprovals)
    expect(inbox.rows.map((row) => row.id)).toContain(caseId)
    expect((await finance.get(api.listApprovals)).rows.map((row) => row.id)).not.toContain(caseId)

    await manager.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    const done = await finance.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    // Finance may decide about 200,000 yuan of credit: nobody further up is asked.
    expect(done.status).toBe('approved')
    expect(done.trail.map(({ kind }) => kind)).toEqual(['submit', 'agree', 'agree', 'skip', 'approve'])
    expect(await asked((ctx) => isApproved(ctx, gateOf(request)))).toBe(true)

    const raised = {
      ...gateOf(request),
      contentHash: contentHashOf({ id: request.subject.id, limitYuan: 150_001 }),
    }
    expect(await asked((ctx) => askGate(ctx, raised))).toEqual({ state: 'other_content', caseId })
    await expect(asked((ctx) => requireApproved(ctx, raised))).rejects.toMatchObject({
      code: 'approval_other_content',
    })
    const otherDocument = { ...gateOf(request), subject: { kind: 'customer', id: a.records.own.customerId } }
    expect(await asked((ctx) => isApproved(ctx, otherDocument))).toBe(false)
    expect(await asked((ctx) => isApproved(ctx, { ...gateOf(request), kind: 'contract' }))).toBe(false)
  })

  test('beyond everybody’s authority it climbs to the boss, whoever agreed before', async () => {
    const { caseId } = await ask(documentOf(900_000))
    await manager.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    const after = await finance.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    expect(after.status).toBe('open')
    expect(after.steps[0]?.people).toEqual(['boss'])
    expect((await boss.get(api.actOnApproval, { params: { id: caseId }, body: agree })).status).toBe(
      'approved',
    )
  })

  test('an approval is used once', async () => {
    const request = documentOf(10_000)
    const { caseId } = await ask(request)
    for (const who of [manager, finance]) {
      await who.call(api.actOnApproval, { params: { id: caseId }, body: agree })
    }
    const use = () =>
      write(db, { orgId: a.orgId, actor: REP, now: NOW }, (ctx) => spendApproval(ctx, gateOf(request)))
    expect([await use(), await use()]).toEqual([caseId, null])
  })

  test('whoever is not asked is refused, nothing changes, and the attempt is kept (C180)', async () => {
    const { caseId } = await ask(documentOf(10_000))
    const before = [await counted('approval_trail'), await counted('approval_seat'), await counted('notice')]
    const own = await rep.call(api.actOnApproval, { params: { id: caseId }, body: agree })
    expect([own.status, (own.body as { code: string }).code]).toEqual([403, 'own_request'])
    const notAsked = await boss.call(api.actOnApproval, { params: { id: caseId }, body: agree })
    expect([notAsked.status, (notAsked.body as { code: string }).code]).toEqual([403, 'not_asked'])
    expect([
      await counted('approval_trail'),
      await counted('approval_seat'),
      await counted('notice'),
    ]).toEqual(before)
    const { rows } = await admin.query(
      `select actor, summary ->> 'refused' as refused from event where kind = 'approval.refused' and subject_id = $1 order by recorded_at`,
      [caseId],
    )
    expect(rows).toEqual([
      { actor: a.users.rep, refused: 'own_request' },
      { actor: a.users.boss, refused: 'not_asked' },
    ])
    const items = [{ id: caseId, version: 1 }]
    const { results } = await boss.get(api.agreeToMany, { body: { items, opinion: '' } })
    expect(results).toMatchObject([{ refusal: 'not_asked' }])
    const { rows: again } = await admin.query(
      `select actor, summary ->> 'tried' as tried from event where kind = 'approval.refused' and subject_id = $1
         and summary ->> 'refused' = 'not_asked'`,
      [caseId],
    )
    expect(again).toEqual([1, 2].map(() => ({ actor: a.users.boss, tried: 'agree' })))
  })

  test('is not there for those it does not concern, nor for another company', async () => {
    const { caseId } = await ask(documentOf(10_000))
    for (const who of [stranger, mate, otherBoss]) {
      expect((await who.call(api.getApproval, { params: { id: caseId } })).status).toBe(404)
      expect((await who.call(api.actOnApproval, { params: { id: caseId }, body: agree })).status).toBe(404)
      expect((await who.call(api.exportApproval, { params: { id: caseId } })).status).toBe(404)
    }
    const seen = await auditor.get(api.getApproval, { params: { id: caseId } })
    expect(seen.can.agree).toBe('forbidden')
    expect((await auditor.call(api.actOnApproval, { params: { id: caseId }, body: agree })).status).toBe(403)
    expect((await otherBoss.get(api.listApprovals, { query: { box: 'all' } })).rows).toEqual([])
    expect((await stranger.get(api.listApprovals, { query: { box: 'all' } })).rows).toEqual([])
  })

  test('sent back, changed and sent again: both rounds stay, and only the last is approved', async () => {
    const first = documentOf(80_000)
    const { caseId } = await ask(first)
    const back = { act: { kind: 'return' as const, to: 'start' as const, opinion: '写明原因', files: [] } }
    expect((await manager.get(api.actOnApproval, { params: { id: caseId }, body: back })).status).toBe(
      'returned',
    )
    await expect(ask(first, actor('mate', ['rep']))).rejects.toMatchObject({ code: 'approval_running' })
    const second = documentOf(70_000)
    expect((await ask(second)).caseId).toBe(caseId)
    for (const who of [manager, finance]) {
      await who.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    }
    const found = await rep.get(api.getApproval, { params: { id: caseId } })
    expect(found.round).toBe(2)
    expect(found.sinceLastRound?.[0]).toMatchObject({
      change: 'changed',
      before: { zh: '¥80000' },
      after: { zh: '¥70000' },
    })
    expect(await asked((ctx) => isApproved(ctx, gateOf(second)))).toBe(true)
    expect(await asked((ctx) => isApproved(ctx, gateOf(first)))).toBe(false)
  })

  test('the person who saw another version is told so', async () => {
    const { caseId } = await ask(documentOf(10_000))
    const { version } = await manager.get(api.getApproval, { params: { id: caseId } })
    const words = { act: { kind: 'comment' as const, opinion: '先看看', files: [] } }
    await rep.get(api.actOnApproval, { params: { id: caseId }, body: words })
    const late = await manager.call(api.actOnApproval, {
      params: { id: caseId },
      body: { ...agree, version },
    })
    expect(late.status).toBe(412)
  })
})

describe('everybody at once', () => {
  test('50 concurrent answers to one question are one decision', async () => {
    const { caseId } = await ask(documentOf(10_000))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const act =
          index % 2 === 0 ? agree.act : { kind: 'reject' as const, opinion: `不同意 ${index}`, files: [] }
        return manager.call(api.actOnApproval, { params: { id: caseId }, body: { act } })
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const { rows } = await admin.query(
      `select kind from approval_trail where case_id = $1 and kind in ('agree', 'reject') and actor = $2`,
      [caseId, a.users.manager],
    )
    expect(rows).toHaveLength(1)
  })

  test('50 concurrent answers to a fork are one decision in each branch', async () => {
    await drawFork()
    const { caseId } = await ask({ ...documentOf(10_000), kind: 'side-by-side' })
    const params = { id: caseId }
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        [manager, finance, rep, mate][index % 4]!.call(api.actOnApproval, { params, body: agree }),
      ),
    )
    const seen = await boss.get(api.getApproval, { params })
    const agreed = seen.trail.filter(({ kind }) => kind === 'agree').map(({ actor }) => actor!.name)
    expect(agreed.sort()).toEqual(['finance', 'manager'])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    // Neither may decide so much: only now is somebody asked who may.
    expect([seen.status, seen.steps[0]?.people]).toEqual(['open', ['boss']])
    documents += 1
    // The other way round: one refuses while the other agrees, and the case ends once.
    const other = await ask({ ...documentOf(10_000), kind: 'side-by-side' })
    const no = { act: { kind: 'reject' as const, opinion: '不行', files: [] } }
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2
          ? finance.call(api.actOnApproval, { params: { id: other.caseId }, body: no })
          : manager.call(api.actOnApproval, { params: { id: other.caseId }, body: agree }),
      ),
    )
    const ended = await boss.get(api.getApproval, { params: { id: other.caseId } })
    expect(ended.status).toBe('rejected')
    expect(ended.trail.filter(({ kind }) => kind === 'reject')).toHaveLength(1)
    expect(ended.stages.flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps))).not.toContainEqual(
      expect.objectContaining({ status: 'open' }),
    )
  })

  test('the database itself refuses a second answer to a seat', async () => {
    const { caseId } = await ask(documentOf(10_000))
    await manager.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    const twice = admin.query(
      `insert into approval_trail (org_id, id, case_id, round, position, kind, seat_id, recorded_at)
       select org_id, gen_random_uuid(), case_id, round, position, 'reject', seat_id, recorded_at from approval_trail
       where case_id = $1 and kind = 'agree'`,
      [caseId],
    )
    await expect(twice).rejects.toThrow('approval_trail_one_answer')
  })

  test('several are agreed to at once; what is refused says why and stays', async () => {
    const one = await ask(documentOf(10_000))
    documents += 1
    const two = await ask(documentOf(10_000))
    documents += 1
    const notMine = await ask(documentOf(10_000), actor('stranger', ['rep']))
    const items = [one, two, notMine].map(({ caseId }) => ({ id: caseId, version: 1 }))
    const done = await manager.get(api.agreeToMany, {
      body: { items: [...items, items[0]!], opinion: '同意' },
    })
    expect(done.results.map(({ refusal }) => refusal)).toEqual([null, null, 'not_found', 'stale_version'])
    expect(done.agreed).toBe(2)
  })
})

describe('flows and authority', () => {
  test('a running case keeps the flow it began with; the next one takes the new version', async () => {
    const running = await ask(documentOf(10_000))
    const { items } = await boss.get(flowApi.listFlows)
    const credit = items.find(({ kind }) => kind === 'credit')!
    const onlyBoss = {
      ...credit.spec,
      nodes: [
        {
          ...(credit.spec.nodes[0] as { kind: 'step' }),
          approvers: [{ by: 'role' as const, role: 'boss' as const }],
        },
      ],
    } as flowApi.FlowSpec
    const saved = await boss.get(flowApi.saveFlow, {
      params: { kind: 'credit' },
      body: { version: credit.version, name: credit.name, spec: onlyBoss },
    })
    expect(saved.version).toBe(credit.version + 1)
    documents += 1
    const next = await ask(documentOf(10_000))
    const [old, fresh] = await Promise.all(
      [running, next].map(({ caseId }) => rep.get(api.getApproval, { params: { id: caseId } })),
    )
    expect(
      old!.stages.map((stage) => stage.tracks[0]!.steps[0]!.seats.map((seat) => seat.person.name))[0],
    ).toEqual(['manager'])
    expect(fresh!.steps[0]!.people).toEqual(['boss'])
    expect([old!.flowVersion, fresh!.flowVersion]).toEqual([credit.version, saved.version])
    const history = await boss.get(flowApi.flowHistory, { params: { kind: 'credit' } })
    expect(history.items.map(({ version, by }) => [version, by])).toEqual([
      [1, 'boss'],
      [0, null],
    ])
    await boss.get(flowApi.saveFlow, {
      params: { kind: 'credit' },
      body: { version: saved.version, name: credit.name, spec: credit.spec },
    })
  })

  test('a fork inside a branch is refused in words, and one level of it is kept as drawn', async () => {
    const { items } = await boss.get(flowApi.listFlows)
    const { version, name, spec } = items.find(({ kind }) => kind === 'contract')!
    const fork = spec.nodes.find((node) => node.kind === 'parallel')!
    const nested = {
      ...spec,
      nodes: [
        {
          ...fork,
          branches: fork.branches.map((branch, at) =>
            at === 0 ? { ...branch, steps: [{ kind: 'parallel', key: 'inner', branches: [] }] } : branch,
          ),
        },
      ],
    } as unknown as flowApi.DrawnSpec
    const body = { version, name, spec: nested }
    const refused = await boss.call(flowApi.saveFlow, { params: { kind: 'contract' }, body })
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([400, 'flow_invalid'])
    expect((refused.body as { detail: { problems: unknown } }).detail.problems).toEqual([
      { path: 'nodes.0.branches.0.steps.0', code: 'nested_fork' },
    ])
    const tried = await boss.get(flowApi.tryFlow, {
      params: { kind: 'contract' },
      body: { spec: nested, requesterId: a.users.rep, facts: {} },
    })
    expect(tried.problems).toMatchObject([{ code: 'nested_fork' }])
  })

  test('a flow with a fault never becomes a version', async () => {
    const { items } = await boss.get(flowApi.listFlows)
    const { version, name, spec } = items.find(({ kind }) => kind === 'quote')!
    const broken = {
      ...spec,
      nodes: spec.nodes.map((node) => ({ ...node, approvers: [] })),
    } as flowApi.FlowSpec
    const answer = await boss.call(flowApi.saveFlow, {
      params: { kind: 'quote' },
      body: { version, name, spec: broken },
    })
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'flow_invalid'])
    expect(
      (await manager.call(flowApi.saveFlow, { params: { kind: 'quote' }, body: { version, name, spec } }))
        .status,
    ).toBe(403)
  })

  test('trying a flow names whom it would ask and writes nothing', async () => {
    const { items } = await boss.get(flowApi.listFlows)
    const { spec } = items.find(({ kind }) => kind === 'contract')!
    const before = await counted('approval_case')
    const tried = await boss.get(flowApi.tryFlow, {
      params: { kind: 'contract' },
      body: { spec, requesterId: a.users.rep, facts: { amountFen: 100_000_000 } },
    })
    const people = tried.stages.map((stage) =>
      stage.tracks.flatMap((track) => track.steps.flatMap((step) => step.people.map(({ name }) => name))),
    )
    expect(people).toEqual([['manager'], ['legal', 'finance'], ['boss']])
    expect(await counted('approval_case')).toBe(before)
  })

  test('only the boss writes the matrix, and what it says holds from then on', async () => {
    const answer = await boss.call(flowApi.getAuthority)
    const { version, lines } = answer.body as z.input<typeof flowApi.getAuthority.reply>
    const admins = await signIn('admin', 'first')
    expect((await admins.call(flowApi.saveAuthority, { body: { version, lines } })).status).toBe(403)
    await boss.get(flowApi.saveAuthority, { body: { version, lines: [] } })
    const { caseId } = await ask(documentOf(10_000))
    await manager.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    const after = await finance.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    expect(after.steps[0]?.people).toEqual(['boss'])
    await boss.get(flowApi.saveAuthority, { body: { version: version + 1, lines } })
  })
})

describe('time and people', () => {
  test('a delegation moves what waits today, and only on its days', async () => {
    const { caseId } = await ask(documentOf(10_000))
    const body = { toUserId: a.users.mate, fromDay: TODAY, toDay: addDays(TODAY, 1) }
    expect((await manager.call(api.delegate, { body: { ...body, toUserId: a.users.manager } })).status).toBe(
      409,
    )
    const { id } = await manager.get(api.delegate, { body })
    expect((await manager.call(api.delegate, { body })).status).toBe(409)
    const seen = await mate.get(api.getApproval, { params: { id: caseId } })
    expect(seen.mySeat).toMatchObject({ forPerson: { name: 'manager' } })
    await mate.get(api.actOnApproval, { params: { id: caseId }, body: agree })
    expect((await stranger.call(api.endDelegation, { params: { id } })).status).toBe(404)
    await manager.get(api.endDelegation, { params: { id } })
    documents += 1
    const next = await ask(documentOf(10_000))
    expect((await manager.get(api.getApproval, { params: { id: next.caseId } })).mySeat).not.toBeNull()
  })

  test('reminds, climbs and lapses by the worker’s look; the effect of the end runs once', async () => {
    const { caseId } = await ask(documentOf(10_000))
    const ends: Settled[] = []
    const effects = { credit: async (_: unknown, settled: Settled) => void ends.push(settled) }
    const look = (days: number) =>
      write(db, { orgId: a.orgId, now: NOW + days * DAY_MS }, (ctx) => tendApprovals(ctx, effects))
    await look(1)
    await look(2)
    await look(2)
    const seen = await boss.get(api.getApproval, { params: { id: caseId } })
    expect(seen.trail.map(({ kind }) => kind)).toEqual(['submit', 'remind', 'escalate'])
    expect(seen.steps[0]?.people).toEqual(['boss'])
    for (let turn = 0; turn < 3; turn += 1) await look(60)
    expect(ends.filter((settled) => settled.caseId === caseId)).toMatchObject([{ status: 'expired' }])
    const { rows } = await admin.query(
      `select kind, count(*)::int as n from notice where content ->> 'subjectId' = $1 and user_id is not null group by 1 order by 1`,
      [caseId],
    )
    expect(rows.map((row) => row.kind)).toEqual([
      'approval-asked',
      'approval-escalated',
      'approval-expired',
      'approval-reminded',
    ])
  })
})

test('the inbox is the state, seat by seat', async () => {
  const { rows: cases } = await admin.query('select id, state from approval_case where org_id = $1', [
    a.orgId,
  ])
  expect(cases.length).toBeGreaterThan(10)
  for (const { id, state } of cases as { id: string; state: CaseState }[]) {
    const { rows } = await admin.query(
      `select seat_id, user_id, status from approval_seat where case_id = $1 and status <> 'closed' order by seat_id`,
      [id],
    )
    const standing = stepsOf(state)
      .flatMap((step) => step.seats)
      .filter(({ status }) => status !== 'closed')
      .map((seat) => ({ seat_id: seat.id, user_id: seat.userId, status: seat.status }))
    const order = (x: { seat_id: string }, y: { seat_id: string }) => (x.seat_id < y.seat_id ? -1 : 1)
    const known = new Set(standing.map(({ seat_id }) => seat_id))
    expect(rows.filter((row) => known.has(row.seat_id)).sort(order)).toEqual(standing.sort(order))
    const asked = rows.filter((row) => ['active', 'waiting'].includes(row.status))
    expect(asked.every((row) => known.has(row.seat_id))).toBe(true)
  }
})

test('the evidence holds every round and step, and its own hash', async () => {
  const request = documentOf(10_000)
  const { caseId } = await ask(request)
  await manager.get(api.actOnApproval, {
    params: { id: caseId },
    body: { act: { ...agree.act, opinion: '同意，注意回款' } },
  })
  const answer = await rep.call(api.exportApproval, { params: { id: caseId } })
  const { evidence, sha256 } = answer.body as {
    evidence: { rounds: unknown[]; trail: { opinion: string }[] }
    sha256: string
  }
  expect(evidence.rounds).toMatchObject([{ contentHash: request.content.hash }])
  expect(evidence.trail[1]).toMatchObject({ kind: 'agree', opinion: '同意，注意回款' })
  const { createHash } = await import('node:crypto')
  expect(
    createHash('sha256')
      .update(JSON.stringify(evidence, null, 2))
      .digest('hex'),
  ).toBe(sha256)
})
