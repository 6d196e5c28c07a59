import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { tellContract } from './tell-contract.ts'
import { saveTemplate } from './templates.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now: NOW }, fn)
const clauses = { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' }

async function told(id: string, kind: string): Promise<string[]> {
  const { rows } = await admin.query(
    `select distinct u.name from notice n join app_user u on u.id = n.user_id
     where n.org_id = $1 and n.kind = $2 and n.content ->> 'subjectId' = $3 order by 1`,
    [a.orgId, kind, id],
  )
  return rows.map(({ name }) => name)
}

test('C077: in force, signed and ended are told to rep, manager, finance and legal, not to who did it', async () => {
  const template = { name: '标准', clauses, penaltyBp: 5, legalId: a.users.auditor, isRetired: false }
  const { id: templateId } = await writing((ctx) =>
    saveTemplate(ctx, { ...template, reviewOn: addDays(TODAY, 300) }),
  )
  const terms = { title: '轴套', currency: 'CNY', amountFen: 100_00n, penaltyBp: 5, templateId, clauses }
  const nodes = [{ label: '', dueOn: addDays(TODAY, 30), amountFen: 100_00n }]
  const { customerId } = a.records.own
  const form = { ...terms, nodes, number: 'TS-1', customerId, responsibleId: a.users.rep }
  const { id } = await writing((ctx) => createContract(ctx, form), rep)
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'approved' }, 'contract.approve'))
  // Whoever answers for the template is the one in legal who hears of it.
  expect(await told(id, 'contract-in-force')).toEqual(['auditor', 'finance', 'manager', 'rep'])
  await writing((ctx) => recordContractStep(ctx, id, { kind: 'signed' }, 'contract.write'), rep)
  expect(await told(id, 'contract-signed')).toEqual(['auditor', 'finance', 'manager'])
  await writing(
    (ctx) => recordContractStep(ctx, id, { kind: 'ended', reason: '做完了' }, 'contract.write'),
    rep,
  )
  expect(await told(id, 'contract-ended')).toEqual(['auditor', 'finance', 'manager'])
})

test('of a free-form contract everybody in legal hears', async () => {
  const { customerId } = a.records.own
  const form = { number: 'TS-2', title: '', currency: 'CNY', amountFen: 100_00n, customerId, clauses }
  const { id } = await writing((ctx) => createContract(ctx, form), rep)
  await writing((ctx) => tellContract(ctx, id, { kind: 'contract-rejected', said: '价格不同意' }))
  expect(await told(id, 'contract-rejected')).toEqual(['finance', 'legal', 'manager', 'rep'])
})
