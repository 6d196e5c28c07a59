import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, type PersonaName, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, dayOf } from '../core/calendar.ts'
import type { Role } from '../core/permission.ts'
import { EFFECTS, OWN_AMOUNTS } from './doors.ts'
import { actOnCase, agreeToCases } from './modules/approvals/act.ts'
import { recordDelegation } from './modules/approvals/delegations.ts'
import { saveAuthority, saveFlow } from './modules/approvals/flows.ts'
import { getCase } from './modules/approvals/read-case.ts'
import { askContractApproval } from './modules/contracts/ask-contract-approval.ts'
import { createContract, recordContractStep } from './modules/contracts/record-contract-step.ts'
import { saveTemplate } from './modules/contracts/templates.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const as = (name: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  ...{ userId: a.users[name], roles: [role], name },
  ...{ teamUserIds: Object.values(a.users), subtreeUserIds: Object.values(a.users) },
})
const rep = as('rep', 'rep')
const manager = as('manager', 'manager')
const boss = as('boss', 'boss')
let now = NOW
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
const clauses = { subject: '导轨', delivery: '按图纸', breach: '赔偿', dunning: '书面' }
const template = { name: '标准', clauses, penaltyBp: 5, legalId: a.users.legal, isRetired: false }
const { id: templateId } = await writing(
  (ctx) => saveTemplate(ctx, { ...template, reviewOn: addDays(TODAY, 300) }),
  boss,
)
const LIMIT = 100_000_00n

/** One step: the superior, whose authority must reach; the sum counts where the flow says so. */
async function flow(sums: boolean): Promise<void> {
  const step = { key: 'line', name: { zh: '主管', en: 'Line' }, when: null, mode: 'any' as const }
  const rest = { needsAuthority: true, timeoutMinutes: 540, copies: [], guide: { zh: '', en: '' } }
  const approvers = [{ by: 'superior' as const, level: 1 }]
  const { rows } = await admin.query(
    `select version from approval_flow where org_id = $1 and kind = 'contract'`,
    [a.orgId],
  )
  const spec = {
    nodes: [{ kind: 'step' as const, ...step, ...rest, approvers }],
    ...{ repeats: 'once' as const, sums, expiresAfterWorkdays: 20, copies: [] },
  }
  const form = { version: rows[0]?.version ?? 0, name: { zh: '合同', en: 'Contract' }, spec }
  await writing((ctx) => saveFlow(ctx, 'contract', form), boss)
}
let number = 0
async function contract(amountFen: bigint, customerId = a.records.own.customerId, by = rep): Promise<string> {
  number += 1
  const terms = { number: `HJ-${number}`, title: '', currency: 'CNY', amountFen, penaltyBp: 5, templateId }
  const nodes = [{ label: '全款', dueOn: addDays(TODAY, 30), amountFen }]
  const dates = { effectiveOn: TODAY, endsOn: addDays(TODAY, 90) }
  return (await writing((ctx) => createContract(ctx, { ...terms, nodes, clauses, customerId, ...dates }), by))
    .id
}
const ask = async (id: string) => (await writing((ctx) => askContractApproval(ctx, id, '请批'))).caseId
const agree = (caseId: string, by = manager) =>
  writing(
    (ctx) =>
      actOnCase(
        ctx,
        { id: caseId },
        { act: { kind: 'agree', opinion: '', files: [] }, effects: EFFECTS, own: OWN_AMOUNTS },
      ),
    by,
  )
const asked = async (caseId: string): Promise<string[]> => {
  const { rows } = await admin.query(
    `select u.login from approval_seat s join app_user u on u.id = s.user_id where s.case_id = $1 and s.status = 'active'`,
    [caseId],
  )
  return rows.map(({ login }) => login)
}
const decideLongAgo = () =>
  admin.query(`update approval_case set settled_at = settled_at - interval '40 days' where org_id = $1`, [
    a.orgId,
  ])

await writing(async (ctx) => {
  const lines = [
    {
      kind: 'contract',
      holder: { role: 'manager' as const },
      upToFen: LIMIT,
      upToDays: null,
      upToDeviationBp: null,
    },
  ]
  await saveAuthority(ctx, { version: 0, lines })
}, boss)

test('C180: two halves in two cases are one whole; the second goes to whoever may decide it', async () => {
  await flow(true)
  const [first, second] = [await contract(60_000_00n), await contract(60_000_00n)]
  const [one, two] = [await ask(first), await ask(second)]
  // Both asked before either was agreed to: each is within his authority by itself.
  expect([await asked(one), await asked(two)]).toEqual([['manager'], ['manager']])
  await agree(one)
  const seen = await writing((ctx) => getCase(ctx, two, OWN_AMOUNTS), manager)
  expect(seen.can.agree).toBe('beyond_authority')
  await expect(agree(two)).rejects.toMatchObject({ code: 'beyond_authority' })
  // One more that is asked now goes to the boss at once.
  expect(await asked(await ask(await contract(40_000_01n)))).toEqual(['boss'])
  expect(await asked(await ask(await contract(40_000_00n)))).toEqual(['manager'])
})

test('agreed to together, the second of two halves is left as it was', async () => {
  await decideLongAgo()
  const cases = [await ask(await contract(60_000_00n)), await ask(await contract(60_000_00n))]
  const { rows } = await admin.query(`select id, version from approval_case where id = any($1)`, [cases])
  const items = cases.map((id) => rows.find((row) => row.id === id) as { id: string; version: number })
  const { results } = await writing(
    (ctx) => agreeToCases(ctx, items, { opinion: '', effects: EFFECTS, own: OWN_AMOUNTS }),
    manager,
  )
  expect(results.map(({ refusal }) => refusal)).toEqual([null, 'beyond_authority'])
})

test('half alone and half in a case are one whole, whichever comes first; another customer is another', async () => {
  await decideLongAgo()
  const approve = (id: string) =>
    writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), manager)
  const waiting = await ask(await contract(60_000_00n))
  await approve(await contract(60_000_00n))
  await expect(agree(waiting)).rejects.toMatchObject({ code: 'beyond_authority' })
  now += 31 * 86_400_000
  const later = await ask(await contract(60_000_00n))
  await agree(later)
  await expect(approve(await contract(40_000_01n))).rejects.toMatchObject({ code: 'beyond_authority' })
  await approve(await contract(40_000_00n))
  await approve(await contract(100_000_00n, a.records.mate.customerId, boss))
})

test('whoever decides for another has what that one has left, alone as well', async () => {
  now += 31 * 86_400_000
  const mate = as('mate', 'rep')
  const approve = (id: string) =>
    writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'), manager)
  await approve(await contract(60_000_00n))
  const until = { fromDay: dayOf(now), toDay: addDays(dayOf(now), 30) }
  await writing(
    (ctx) => recordDelegation(ctx, { toUserId: a.users.mate, ...until, reason: '出差' }, EFFECTS),
    manager,
  )
  const [within, beyond] = [await ask(await contract(40_000_00n)), await ask(await contract(60_000_00n))]
  await expect(agree(beyond, mate)).rejects.toMatchObject({ code: 'beyond_authority' })
  await agree(within, mate)
})

test('a flow that does not add up decides each case by itself', async () => {
  await flow(false)
  now += 31 * 86_400_000
  for (const _ of [1, 2]) {
    const caseId = await ask(await contract(60_000_00n))
    await agree(caseId)
  }
  const { rows } = await admin.query(
    `select count(*)::int as n from approval_case where org_id = $1 and status = 'approved' and submitted_at >= to_timestamp($2 / 1000.0)`,
    [a.orgId, now],
  )
  expect(rows[0].n).toBe(2)
})
