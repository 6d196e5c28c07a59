import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/duties.ts'
import { write } from '../../platform/context.ts'
import { installPack } from '../watch/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const { signIn } = await testApp(database)
const [boss, rep] = await Promise.all([signIn('boss'), signIn('rep')])
await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))

test('nothing is said of a matrix that nobody has written, and one to begin with is offered', async () => {
  const empty = await rep.get(api.getDuties)
  expect(empty).toMatchObject({ version: 0, isWritten: false, cells: [], contradictions: [] })
  expect(empty.usual.length).toBeGreaterThan(20)
  expect(empty.can.write).toBe('forbidden')
})

test('what is offered fits the flows, the permissions and the rules that ship', async () => {
  const { usual } = await boss.get(api.getDuties)
  await boss.get(api.saveDuties, { body: { version: 0, cells: usual } })
  const { contradictions, isWritten, versions } = await rep.get(api.getDuties)
  expect(isWritten).toBe(true)
  expect(versions).toMatchObject([{ version: 1, by: 'boss' }])
  expect(contradictions).toEqual([])
})

test('what is written otherwise than the system does is named', async () => {
  const { version, usual } = await boss.get(api.getDuties)
  const cells = usual
    .filter(({ step }) => step !== 'deal')
    .map((cell) =>
      cell.step === 'bad_debt' && cell.role === 'boss' ? { ...cell, role: 'auditor' as const } : cell,
    )
  await boss.get(api.saveDuties, { body: { version, cells } })
  const { contradictions } = await boss.get(api.getDuties)
  const told = contradictions.map(({ step, code, role }) => `${step} ${code} ${role ?? ''}`.trim())
  expect(told).toEqual([
    ...[
      'deal nobody_does',
      'deal nobody_decides',
      'bad_debt not_asked auditor',
      'bad_debt asked_beside boss',
    ],
  ])
})

test('only who may writes it, by the version they saw, and a place is filled once', async () => {
  const { version, usual } = await boss.get(api.getDuties)
  const save = (who: typeof boss, body: { version: number; cells: typeof usual }) =>
    who.call(api.saveDuties, { body })
  expect(await save(rep, { version, cells: usual })).toMatchObject({ status: 403 })
  expect(await save(boss, { version: version - 1, cells: usual })).toMatchObject({
    ...{ status: 412, body: { code: 'stale_version' } },
  })
  expect(await save(boss, { version, cells: [usual[0]!, usual[0]!] })).toMatchObject({
    ...{ status: 400, body: { code: 'duty_twice' } },
  })
})
