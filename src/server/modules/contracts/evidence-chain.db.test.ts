import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { savePolicy } from '../credit/policy.ts'
import { keepFile } from '../files/index.ts'
import { createOrder } from '../orders/index.ts'
import { recordOrderStep, undoOrderStep } from '../orders/record-order-step.ts'
import { askContractApproval } from './ask-contract-approval.ts'
import { drawEvidenceChain } from './evidence-chain.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { noteObligations, settleObligation } from './settle-obligation.ts'
import { writeContractVersion } from './write-contract-version.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const now = startOfDay(addDays(TODAY, 1)) + 10 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
const off = { quote: 'off', contract: 'off', order: 'off' } as const
await writing((ctx) => savePolicy(ctx, { ...DEFAULT_POLICY, check: off }))

async function exported(id: string, actor = boss, orgId = a.orgId): Promise<Map<string, Buffer>> {
  const { file } = await write(db, { orgId, actor, now }, (ctx) => drawEvidenceChain(ctx, id))
  return unzipped(file.body as Buffer)
}

/** The entries of a ZIP file as any other program finds them: by the directory at its end. */
function unzipped(file: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = file.readUInt32LE(end + 16)
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, local] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 42)]
    const [name, extra, note] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const begins = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    found.set(
      file.subarray(at + 46, at + 46 + name).toString('utf8'),
      inflateRawSync(file.subarray(begins, begins + packed)),
    )
    at += 46 + name + extra + note
  }
  return found
}

const amountFen = 80_000_00n
const terms = {
  ...{ title: '轴套供货合同', currency: 'CNY', amountFen, effectiveOn: TODAY, endsOn: addDays(TODAY, 90) },
  ...{ termDays: 30, penaltyBp: 5 },
  lines: [],
  nodes: [{ label: '全款', dueOn: addDays(TODAY, 60), amountFen }],
  clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' },
}

test('C079: versions, approvals, deliveries and what was taken back are in one file, each with its hash', async () => {
  const { customerId } = a.records.own
  const { id } = await writing((ctx) => createContract(ctx, { ...terms, number: 'ZJ-1', customerId }), rep)
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
  await writing(
    (ctx) => writeContractVersion(ctx, id, { ...terms, endsOn: addDays(TODAY, 120), reason: '延期一个月' }),
    rep,
  )
  const { caseId } = await writing((ctx) => askContractApproval(ctx, id, '客户要求延期'), rep)
  const order = await writing((ctx) =>
    createOrder(ctx, {
      number: 'ZJ-O1',
      customerId,
      contractId: id,
      title: '',
      currency: 'CNY',
      orderedOn: TODAY,
      amountFen,
    }),
  )
  await writing((ctx) => recordOrderStep(ctx, order.id, { kind: 'completed' }))
  const { rows } = await admin.query(`select id from order_step where order_id = $1 and kind = 'completed'`, [
    order.id,
  ])
  await writing((ctx) => undoOrderStep(ctx, order.id, rows[0].id))
  const [obligationId] = await writing((ctx) =>
    noteObligations(ctx, [
      { contractId: id, kind: 'accept', label: '首批到货', dueOn: TODAY, amountFen: null },
    ]),
  )
  await writing((ctx) => settleObligation(ctx, obligationId!, { kind: 'done', reason: '客户当面验收' }))
  await writing((ctx) => settleObligation(ctx, obligationId!, { kind: 'reopened', reason: '抽检不合格' }))
  const files = await exported(id)
  expect([...files.keys()]).toEqual([
    '01-合同/合同-ZJ-1-第1版.pdf',
    '01-合同/合同-ZJ-1-第2版.pdf',
    `02-审批/01-${caseId}.json`,
    '03-履行记录.xlsx',
    '说明.txt',
    'SHA256SUMS',
  ])
  const sums = files.get('SHA256SUMS')!.toString().trimEnd().split('\n')
  expect(sums).toHaveLength(files.size - 1)
  for (const line of sums) {
    const [hash, name] = line.split('  ') as [string, string]
    expect(createHash('sha256').update(files.get(name)!).digest('hex')).toBe(hash)
  }
  expect(files.get('01-合同/合同-ZJ-1-第1版.pdf')!.subarray(0, 5).toString()).toBe('%PDF-')
  expect(files.get(`02-审批/01-${caseId}.json`)!.toString()).toContain('延期一个月'.slice(0, 2))
  const sheets = unzipped(files.get('03-履行记录.xlsx')!)
  const text = [...sheets.values()].map(String).join('')
  for (const word of ['ZJ-O1', '全部交完', '已撤回', '付款计划', '首批到货', '客户当面验收'])
    expect(text).toContain(word)
  const events = await admin.query(`select summary from event where kind = 'contract.evidence_exported'`)
  expect(events.rows[0].summary).toMatchObject({ number: 'ZJ-1', files: 5 })
})

test('another company’s contract is not there; a case that is not theirs is counted and left out', async () => {
  const { customerId } = a.records.own
  const { id } = await writing((ctx) => createContract(ctx, { ...terms, number: 'ZJ-2', customerId }), rep)
  await writing((ctx) => askContractApproval(ctx, id, '请批'), rep)
  await expect(exported(id, { ...boss, userId: b.users.boss }, b.orgId)).rejects.toMatchObject({
    code: 'not_found',
  })
  // Finance comes second in the flow, and is not asked yet.
  const finance: Actor = { ...SYSTEM, userId: a.users.finance, roles: ['finance'], name: 'finance' }
  const files = await exported(id, finance)
  expect([...files.keys()].filter((name) => name.startsWith('02-'))).toEqual([])
  expect(files.get('说明.txt')!.toString()).toContain('另有 1 次审批导出人无权查看')
})

test('C079: how it was asked for, contested and sent to be signed is in it, the letter itself and its hash too', async () => {
  const { customerId } = a.records.own
  const { id } = await writing((ctx) => createContract(ctx, { ...terms, number: 'ZJ-9', customerId }), rep)
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
  const { rows } = await admin.query(
    `select i.id, k.version_id from contract k join invoice v on v.contract_id = k.id join instalment i on i.invoice_id = v.id
     where k.id = $1`,
    [id],
  )
  const [{ id: instalmentId, version_id: versionId }] = rows
  const stepId = '00000000-0000-7000-8000-0000000000d1'
  const when = new Date(now)
  await admin.query(
    `insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, words, occurred_on, known_at, recorded_at)
     values ($1, $2, $3, 'letter', 'letter', 8000000, '请于七日内付清', $4, $5, $5)`,
    [a.orgId, stepId, customerId, TODAY, when],
  )
  await admin.query(
    `insert into dunning_item (org_id, step_id, instalment_id, stage, open_fen) values ($1, $2, $3, 'letter', 8000000)`,
    [a.orgId, stepId, instalmentId],
  )
  const head = { title: '', customerId, url: '' }
  const letter = { name: '催款函.pdf', content: Buffer.from('%PDF-1.7 letter') }
  const kept = await writing((ctx) =>
    keepFile(ctx, { recordKind: 'dunning_step', recordId: stepId, head }, letter),
  )
  await admin.query(
    `insert into dispute (org_id, id, customer_id, instalment_id, kind, amount_fen, reason, due_on, occurred_on, known_at, recorded_at)
     values ($1, gen_random_uuid(), $2, $3, 'quality', 100, '硬度不够', $4, $4, $5, $5)`,
    [a.orgId, customerId, instalmentId, TODAY, when],
  )
  const envelopeId = '00000000-0000-7000-8000-0000000000e1'
  await admin.query(
    `insert into esign_envelope (org_id, id, contract_id, version_id, content_hash, provider, signers, file_id, expires_at, state, progress, recorded_at)
     values ($1, $2, $3, $4, 'abc123hash', 'fadada', '[]', $5, $6, 'rejected', '{}', $6)`,
    [a.orgId, envelopeId, id, versionId, kept.id, when],
  )
  await admin.query(
    `insert into esign_step (org_id, id, envelope_id, kind, detail, recorded_at) values ($1, gen_random_uuid(), $2, 'rejected', '{}', $3)`,
    [a.orgId, envelopeId, when],
  )
  const files = await exported(id)
  const names = [...files.keys()]
  expect(names.filter((name) => name.startsWith('05-催收文件/01-'))).toHaveLength(1)
  const sheets = unzipped(files.get('03-履行记录.xlsx')!)
  const text = [...sheets.values()].map((part) => part.toString('utf8')).join('')
  const hash = (content: string) => createHash('sha256').update(content).digest('hex')
  for (const word of ['催收记录', '请于七日内付清', hash('请于七日内付清'), hash('%PDF-1.7 letter')]) {
    expect(text).toContain(word)
  }
  for (const word of ['硬度不够', '电子签经过', '对方拒签', 'abc123hash']) expect(text).toContain(word)
})
