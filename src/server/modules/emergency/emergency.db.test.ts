import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listAlerts } from '../../../api/alerts.ts'
import { endRun, getEmergency, getRun, markRun, savePlan, startRun } from '../../../api/emergency.ts'
import { readMetrics } from '../../../api/metrics.ts'
import { addDays, endOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const { orgId } = (await twoOrgs(database.db)).a

const PLAN = {
  calls: [{ userId: null, name: '王律师', office: '律师', phone: '13800001234' }],
  steps: [{ title: '停止发货', minutes: 30 }],
}

test('a drill is measured, ends with tasks, and is known to no list of alerts', async () => {
  const boss = await signIn('boss')
  expect(await boss.call(startRun, { body: { drill: { situation: '试试' } } })).toMatchObject({
    status: 409,
    body: { code: 'plan_missing' },
  })
  await boss.get(savePlan, { body: { ...PLAN, seen: null } })
  clock.set(NOW + 60_000)
  const begun = await boss.call(startRun, { body: { drill: { situation: '大客户跑路' } } })
  const { id } = begun.body as { id: string }
  const note = (item: string, kind: 'done' | 'failed', text = '') =>
    boss.call(markRun, { params: { id }, body: { item, kind, text } })
  clock.set(NOW + 120_000)
  expect((await note('call-0', 'failed')).status).toBe(400)
  await note('call-0', 'failed', '没人接')
  clock.set(NOW + 600_000)
  await note('step-0', 'done')
  const under = await boss.get(getRun, { params: { id } })
  expect(under).toMatchObject({ isDrill: true, done: 1, all: 2, late: 0, endedAt: null })
  const task = { title: '换备用电话', to: 'manager', dueOn: addDays(TODAY, 5) }
  await boss.get(endRun, { params: { id }, body: { findings: '律师电话打不通', tasks: [task] } })
  const ended = await boss.get(getRun, { params: { id } })
  expect(ended).toMatchObject({ findings: '律师电话打不通', tasks: [{ title: '换备用电话' }] })
  expect((await note('call-0', 'done')).body).toMatchObject({ code: 'run_ended' })
  expect((await boss.get(listAlerts, { query: { status: 'all', mode: 'all' } })).rows).toEqual([])
  expect(await boss.get(getEmergency, {})).toMatchObject({ lastDrillOn: TODAY, runs: [{ done: 1 }] })
})

test('how long ago the last drill was is a figure of the company, as of any day', async () => {
  clock.set(endOfDay(addDays(TODAY, 10)))
  const boss = await signIn('boss')
  const { rows } = await boss.get(readMetrics, {
    query: { subjectKind: 'org', subjectId: orgId, asOf: addDays(TODAY, 10) },
  })
  expect(rows.find(({ metric }) => metric === 'drill_age_days')).toMatchObject({ value: 10 })
  const then = await boss.get(getEmergency, { query: { asOf: addDays(TODAY, -1) } })
  expect(then).toMatchObject({ plan: null, runs: [], lastDrillOn: null })
})

test('a drill that went through nothing counts for nothing, and is ended by its own', async () => {
  const [boss, rep] = await Promise.all([signIn('boss'), signIn('rep')])
  const begun = await boss.get(startRun, { body: { drill: { situation: '再试一次' } } })
  const end = { params: { id: begun.id }, body: { findings: '没时间', tasks: [] } }
  expect((await rep.call(endRun, end)).status).toBe(403)
  await boss.get(endRun, end)
  expect((await boss.get(getEmergency, {})).lastDrillOn).toBe(TODAY)
  const today = { subjectKind: 'org' as const, subjectId: orgId, asOf: addDays(TODAY, 10) }
  const { rows } = await boss.get(readMetrics, { query: today })
  expect(rows.find(({ metric }) => metric === 'drill_age_days')).toMatchObject({ value: 10 })
})

test('numbers are in full for whoever writes the plan and whoever calls now, and masked otherwise', async () => {
  const [boss, rep] = await Promise.all([signIn('boss'), signIn('rep')])
  const phones = async (client: typeof rep) => (await client.get(getEmergency, {})).plan!.calls[0]!.phone
  expect([await phones(boss), await phones(rep)]).toEqual(['13800001234', '138****1234'])
  const { id } = await rep.get(startRun, { body: { drill: { situation: '打一圈' } } })
  const inRun = async () => (await rep.get(getRun, { params: { id } })).items[0]!.phone
  expect(await inRun()).toBe('13800001234')
  await rep.get(endRun, { params: { id }, body: { findings: '好', tasks: [] } })
  expect(await inRun()).toBe('138****1234')
})

test('a plan is not written over one that the writer has not seen', async () => {
  const boss = await signIn('boss')
  const { plan } = await boss.get(getEmergency, {})
  const stale = await boss.call(savePlan, { body: { ...PLAN, seen: null } })
  expect(stale).toMatchObject({ status: 409, body: { code: 'plan_changed' } })
  await boss.get(savePlan, { body: { ...PLAN, seen: plan!.id } })
})
