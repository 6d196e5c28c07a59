import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, startOfDay } from '../core/calendar.ts'
import { listFlows, saveFlow } from './modules/approvals/flows.ts'
import { askFlowReviews, flowReviewDue } from './modules/approvals/index.ts'
import { askTemplateReviews, templateReviewDue } from './modules/contracts/index.ts'
import { saveTemplate } from './modules/contracts/templates.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const on = (days: number, hour = 10) => startOfDay(addDays(TODAY, days)) + hour * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now = NOW, actor: Actor = SYSTEM) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
/** As the worker does: asks what is due, and does it when something is. */
async function look(now: number): Promise<void> {
  for (const [due, run] of [
    [templateReviewDue, askTemplateReviews],
    [flowReviewDue, askFlowReviews],
  ] as const)
    await writing(async (ctx) => {
      const row = await ctx.db.selectNoFrom(due(ctx).as('due')).executeTakeFirstOrThrow()
      if (row.due) await run(ctx)
    }, now)
}
async function tasks(): Promise<string[]> {
  const { rows } = await admin.query(
    `select u.login, t.title from task t join app_user u on u.id = t.responsible_id
     where t.org_id = $1 and t.title like '复审%' order by t.recorded_at, t.title`,
    [a.orgId],
  )
  return rows.map(({ login, title }) => `${login} ${title}`)
}
const clauses = { subject: '导轨', delivery: '按图纸', breach: '赔偿', dunning: '书面' }
const template = { name: '标准', clauses, penaltyBp: 5, legalId: a.users.legal, isRetired: false }

test('C066: on the day of review, and not before, whoever answers for a template gets one task and a word', async () => {
  const saved = await writing(
    (ctx) => saveTemplate(ctx, { ...template, reviewOn: addDays(TODAY, 3) }),
    NOW,
    boss,
  )
  await look(on(2))
  await look(on(3, 3))
  expect(await tasks()).toEqual([])
  await look(on(3))
  await look(on(3, 11))
  await look(on(9))
  expect(await tasks()).toEqual(['legal 复审合同模板：标准'])
  const { rows } = await admin.query(
    `select 1 from notice where org_id = $1 and kind = 'task-given' and user_id = $2`,
    [a.orgId, a.users.legal],
  )
  expect(rows).toHaveLength(1)
  // Another version brings another day; whoever answers for it and is gone is stood in for.
  const again = { ...template, seriesId: saved.id, legalId: a.users.auditor, reviewOn: addDays(TODAY, 20) }
  await writing((ctx) => saveTemplate(ctx, again), on(10), boss)
  await admin.query(`update app_user set status = 'inactive' where id = $1`, [a.users.auditor])
  await look(on(15))
  expect(await tasks()).toHaveLength(1)
  await look(on(20))
  expect(await tasks()).toHaveLength(2)
})

test('C184: a flow with somebody who answers for it is asked about, one without nobody is', async () => {
  const before = (await tasks()).length
  const flows = await writing((ctx) => listFlows(ctx), NOW, boss)
  const contract = flows.items.find(({ kind }) => kind === 'contract')!
  const form = { version: contract.version, name: contract.name, spec: contract.spec }
  const reviewOn = addDays(TODAY, 30)
  const card = await writing((ctx) => saveFlow(ctx, 'contract', { ...form, reviewOn }), NOW, boss)
  await look(on(31))
  expect(await tasks()).toHaveLength(before)
  const owned = { ...form, version: card.version, reviewOn, ownerId: a.users.manager }
  await writing((ctx) => saveFlow(ctx, 'contract', owned), on(31), boss)
  await look(on(31))
  await look(on(32))
  expect((await tasks()).slice(before)).toEqual([expect.stringMatching(/^manager 复审审批流程：/)])
})
