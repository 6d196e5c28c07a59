import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { backtestsBy, type Chore, doChores, type Scene, UPKEEP, WATCH } from './chores.ts'
import { installPack } from './modules/watch/index.ts'
import { write } from './platform/context.ts'
import { createLog } from './platform/log.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
const ran: string[] = []
const scene: Scene = {
  db,
  who: { orgId: a.orgId, now: NOW },
  log: createLog('silent'),
  isStopped: () => false,
}
const chore = (name: string, isDue: boolean, fails = false): Chore => ({
  name,
  due: () => sql`${sql.lit(isDue)}`,
  run: async () => {
    ran.push(name)
    if (fails) throw new Error('as asked')
  },
})

it('what fails keeps nothing else waiting, and what is not due is left alone', async () => {
  ran.length = 0
  const chores = [chore('one', true), chore('two', true, true), chore('three', false), chore('four', true)]
  expect(await doChores(scene, chores)).toBe(false)
  expect(ran).toEqual(['one', 'two', 'four'])
})

it('what the worker does for a company that is new goes well, and every chore can say whether it is due', async () => {
  const seen: string[] = []
  const watched = [...WATCH, ...UPKEEP, backtestsBy(() => {})].map(
    (one): Chore => ({
      ...one,
      run: async (at) => {
        seen.push(one.name)
        await one.run(at)
      },
    }),
  )
  expect(await doChores(scene, watched)).toBe(true)
  expect(seen).toContain('evaluation')
  seen.length = 0
  const soon = { ...scene, who: { ...scene.who, now: NOW + 3_630_000 } }
  await doChores(soon, watched)
  await doChores(soon, watched)
  seen.length = 0
  await doChores(soon, watched)
  expect(seen).toEqual([])
})
