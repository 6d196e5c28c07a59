import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, type PersonaName, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays } from '../core/calendar.ts'
import type { Role } from '../core/permission.ts'
import { EFFECTS } from './doors.ts'
import { actOnCase } from './modules/approvals/act.ts'
import { saveFlow } from './modules/approvals/flows.ts'
import { askContractApproval } from './modules/contracts/ask-contract-approval.ts'
import { contractDoor } from './modules/contracts/door.ts'
import { getContract } from './modules/contracts/read.ts'
import { createContract, recordContractStep } from './modules/contracts/record-contract-step.ts'
import { saveTemplate } from './modules/contracts/templates.ts'
import { setContractPaper } from './modules/contracts/write-contract-version.ts'
import { keepFile, removeFile } from './modules/files/keep-file.ts'
import { createOwnOrganisation } from './modules/setup/create-organisation.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const as = (name: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  ...{ userId: a.users[name], roles: [role], name },
  ...{ teamUserIds: Object.values(a.users), subtreeUserIds: Object.values(a.users) },
})
const rep = as('rep', 'rep')
const manager = as('manager', 'manager')
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep) =>
  write(db, { orgId: a.orgId, actor, now: NOW }, fn)
const clauses = { subject: '导轨', delivery: '按图纸', breach: '赔偿', dunning: '书面' }

let number = 0
async function contract(own: object = {}): Promise<string> {
  number += 1
  const terms = { number: `HT-P${number}`, title: '', currency: 'CNY', amountFen: 1_000_00n, penaltyBp: 5 }
  const nodes = [{ label: '全款', dueOn: addDays(TODAY, 30), amountFen: 1_000_00n }]
  const { customerId } = a.records.own
  const form = {
    ...terms,
    nodes,
    clauses,
    customerId,
    effectiveOn: TODAY,
    endsOn: addDays(TODAY, 90),
    ...own,
  }
  return (await writing((ctx) => createContract(ctx, form))).id
}
async function upload(id: string, text: string): Promise<string> {
  return writing(async (ctx) => {
    const head = (await contractDoor(ctx, id))!
    const file = { name: '对方合同.pdf', content: Buffer.from(`%PDF-1.7\n${text}`) }
    return (await keepFile(ctx, { recordKind: 'contract', recordId: id, head }, file)).id
  })
}
const paper = (id: string, fileId: string | null) =>
  writing((ctx) => setContractPaper(ctx, id, { fileId, reason: '用对方文本' }))
const ask = async (id: string) => (await writing((ctx) => askContractApproval(ctx, id, '请批'))).caseId
const reading = (id: string) =>
  read(db, { orgId: a.orgId, actor: as('boss', 'boss'), now: NOW }, (ctx) => getContract(ctx, id))
async function asked(caseId: string): Promise<string[]> {
  const { rows } = await admin.query(
    `select u.name from approval_seat s join app_user u on u.id = s.user_id where s.case_id = $1 order by s.seat_id`,
    [caseId],
  )
  return rows.map(({ name }) => name)
}
async function agreeAll(caseId: string): Promise<void> {
  const roles = ['manager', 'legal', 'finance', 'boss'] as const
  for (let turn = 0; turn < 8; turn += 1) {
    const { rows } = await admin.query(
      `select s.user_id, c.version from approval_case c join approval_seat s on s.case_id = c.id
       where c.id = $1 and c.status = 'open' and s.status = 'active' limit 1`,
      [caseId],
    )
    if (rows.length === 0) return
    const who = roles.find((role) => a.users[role] === rows[0].user_id)!
    const act = { kind: 'agree' as const, opinion: '', files: [] }
    const by = { id: caseId, version: rows[0].version }
    await writing((ctx) => actOnCase(ctx, by, { act, effects: EFFECTS }), as(who, who))
  }
}

test('the approval is of this very file: one exchanged while it is decided comes into force with nobody', async () => {
  const id = await contract()
  await paper(id, await upload(id, '第一稿'))
  const caseId = await ask(id)
  await paper(id, await upload(id, '第二稿'))
  await agreeAll(caseId)
  expect((await reading(id)).approvedAt).toBeNull()
  const { rows } = await admin.query(
    `select count(*)::int as n from event where kind = 'approval.mismatch' and subject_id = $1`,
    [caseId],
  )
  expect(rows[0].n).toBe(1)
  await agreeAll(await ask(id))
  const found = await reading(id)
  expect(found.approvedAt).not.toBeNull()
  expect(found.content.paper?.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('another text for a contract in force waits: the former holds until somebody has approved it', async () => {
  const id = await contract()
  await paper(id, await upload(id, '签署稿'))
  await agreeAll(await ask(id))
  const inForce = (await reading(id)).content.paper
  await paper(id, await upload(id, '偷换稿'))
  const found = await reading(id)
  expect(found.content.paper).toEqual(inForce)
  expect(found.proposed.paper?.sha256).not.toBe(inForce?.sha256)
  expect(found.approval).toMatchObject({ state: 'other_content' })
})

test('the file that is the text stays, on the page and by SQL, and one from elsewhere becomes no text', async () => {
  const id = await contract()
  const fileId = await upload(id, '正本')
  await paper(id, fileId)
  const open = (ctx: WriteCtx) => async () => (await contractDoor(ctx, id))!
  await expect(writing((ctx) => removeFile(ctx, fileId, open(ctx)))).rejects.toMatchObject({
    code: 'file_is_paper',
  })
  await expect(
    admin.query('update record_file set voided_at = now() where id = $1', [fileId]),
  ).rejects.toThrow('contract_paper_stays')
  const other = await contract()
  await expect(paper(other, fileId)).rejects.toMatchObject({ code: 'not_found' })
})

test('free-form goes to legal whatever its amount and however the flow is drawn; the template does not', async () => {
  const legalId = a.users.legal
  const template = {
    name: '标准',
    clauses,
    penaltyBp: 5,
    legalId,
    reviewOn: addDays(TODAY, 300),
    isRetired: false,
  }
  const free = await contract()
  const approve = (id: string) =>
    writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), manager)
  // No template anywhere yet: the smallest free-form contract is legal's all the same.
  await expect(approve(free)).rejects.toMatchObject({ code: 'legal_first' })
  const boss = as('boss', 'boss')
  const { id: templateId } = await writing((ctx) => saveTemplate(ctx, template), boss)
  await approve(await contract({ templateId }))
  const step = { key: 'line', name: { zh: '主管', en: 'Line' }, when: null, mode: 'any' as const }
  const rest = { needsAuthority: false, timeoutMinutes: 540, copies: [], guide: { zh: '', en: '' } }
  const approvers = [{ by: 'superior' as const, level: 1 }]
  const spec = {
    nodes: [{ kind: 'step' as const, ...step, ...rest, approvers }],
    ...{ repeats: 'once' as const, expiresAfterWorkdays: 20, copies: [] },
  }
  const flow = { version: 0, name: { zh: '合同', en: 'Contract' }, spec }
  await writing((ctx) => saveFlow(ctx, 'contract', flow), boss)
  expect(await asked(await ask(free))).toEqual(['legal'])
  expect(await asked(await ask(await contract({ templateId })))).toEqual(['manager'])
  // A role nobody holds falls to the boss.
  await admin.query(`update user_role set role = 'rep' where user_id = $1`, [legalId])
  expect(await asked(await ask(await contract()))).toEqual(['boss'])
})

test('a new company has a template, so that its first contract is not free-form by accident', async () => {
  const form = { company: '新公司', name: '王老板', login: 'wang', password: 'quiet harbour at dusk 42' }
  const { orgId, bossId } = await createOwnOrganisation(db, { ...form, now: NOW })
  const { rows } = await admin.query(
    'select name, legal_id, is_retired, clauses from contract_template where org_id = $1',
    [orgId],
  )
  expect(rows).toMatchObject([{ name: '标准销售合同', legal_id: bossId, is_retired: false }])
  expect(Object.keys(rows[0].clauses).sort()).toEqual(['breach', 'delivery', 'dunning', 'other', 'subject'])
})
