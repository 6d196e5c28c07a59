import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { type Instant, startOfDay } from '../../core/calendar.ts'
import { read, write } from './context.ts'
import { at } from './db.ts'
import { recordEvent } from './events.ts'

const { db, admin } = await testDatabase()

const NOON = startOfDay('2026-03-16') + 12 * 3_600_000
const HOUR = 3_600_000

async function newOrg(): Promise<string> {
  const id = randomUUID()
  await admin.query(`insert into org (id, slug, name, created_at) values ($1, $2, 'org', '2026-01-01')`, [
    id,
    `o-${id}`,
  ])
  await admin.query(`insert into org_tick (org_id, last) values ($1, '2026-01-01')`, [id])
  return id
}

/**
 * `issued` is filled while the transaction still runs, so its order is the order in which ticks were given
 * out.
 */
function note(orgId: string, now: Instant, holdMs = 0, issued: Instant[] = []): Promise<Instant> {
  return write(db, { orgId, now }, async (ctx) => {
    issued.push(ctx.tick)
    await recordEvent(ctx, { kind: 'test.noted', subject: { kind: 'test', id: randomUUID() } })
    await sleep(holdMs)
    return ctx.tick
  })
}

test('eight writers at once, with a clock that jumps back an hour: every tick is later than the one before', async () => {
  const orgId = await newOrg()
  const issued: Instant[] = []
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 12; round += 1) {
        const clock = NOON + round - (round > 5 && writer % 2 === 0 ? HOUR : 0)
        await note(orgId, clock, (writer * 7 + round) % 4, issued)
      }
    }),
  )
  expect(new Set(issued).size).toBe(96)
  expect(issued).toEqual([...issued].sort((one, two) => one - two))
  const { rows: last } = await admin.query('select last from org_tick where org_id = $1', [orgId])
  expect(last[0].last).toBe(Math.max(...issued))
})

test('a clock an hour slow cannot place a write before what is already known', async () => {
  const orgId = await newOrg()
  const first = await note(orgId, NOON)
  expect(first).toBe(NOON)
  expect(await note(orgId, NOON - HOUR)).toBe(NOON + 1)
  expect(await note(orgId, NOON - HOUR)).toBe(NOON + 2)
  expect(await note(orgId, NOON + HOUR)).toBe(NOON + HOUR)
})

test('organisations do not wait for each other', async () => {
  const [one, two] = [await newOrg(), await newOrg()]
  let oneIsDone = false
  const slow = note(one, NOON, 400).then(() => {
    oneIsDone = true
  })
  await sleep(50)
  await note(two, NOON)
  expect(oneIsDone).toBe(false)
  await slow
})

test('what was known at T is the same at every look, also while slow transactions commit late', async () => {
  const orgId = await newOrg()
  let writing = true
  const looks: { asOf: Instant; count: number }[] = []
  const count = (asOf: Instant) =>
    read(db, { orgId, now: NOON }, async (ctx) => {
      const row = await ctx.db
        .selectFrom('event')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('org_id', '=', orgId)
        .where('recorded_at', '<=', at(asOf))
        .executeTakeFirstOrThrow()
      return Number(row.n)
    })
  const looking = (async () => {
    while (writing) {
      const { rows } = await admin.query('select last from org_tick where org_id = $1', [orgId])
      looks.push({ asOf: rows[0].last, count: await count(rows[0].last) })
      await sleep(2)
    }
  })()
  await Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      for (let round = 0; round < 10; round += 1) {
        await note(orgId, NOON + round * 3 + writer, writer === 0 ? 12 : 1)
      }
    }),
  )
  writing = false
  await looking
  expect(looks.length).toBeGreaterThan(20)
  for (const look of looks) expect(await count(look.asOf)).toBe(look.count)
})

test('a write into an organisation that does not exist is refused', async () => {
  await expect(note(randomUUID(), NOON)).rejects.toThrow('no tick row')
})
