import { beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import type { Role } from '../../../core/permission.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { SECOND_SETTING } from './deciders.ts'
import { endAccess, updatePerson } from './people.ts'

const database = await testDatabase()
const { db, admin } = database
const { a: world }: { a: OrgWorld } = await twoOrgs(db)
const { admin: first, mate: second } = world.users

/** Two administrators and no boss, as where the owner has no account. */
beforeEach(async () => {
  await admin.query(
    `update app_user set status = case when id = $2 then 'inactive' else 'active' end where org_id = $1`,
    [world.orgId, world.users.boss],
  )
  await admin.query(`delete from user_role where org_id = $1 and user_id = any($2::uuid[])`, [
    world.orgId,
    [first, second],
  ])
  await admin.query(
    `insert into user_role (org_id, user_id, role) select $1, u, 'admin' from unnest($2::uuid[]) u`,
    [world.orgId, [first, second]],
  )
  await as((ctx) => saveSetting(ctx, SECOND_SETTING, false))
})

function as<T>(act: (ctx: WriteCtx) => Promise<T>): Promise<T> {
  return write(db, { orgId: world.orgId, now: NOW }, act)
}

const leaves = (id: string) => as((ctx) => endAccess(ctx, id))
const becomes = (id: string, roles: Role[]) =>
  as((ctx) => updatePerson(ctx, id, { login: `login-${id}`, name: '改名', aliases: [], roles }))

async function refusalsOf(tries: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(tries)
  return settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code as string] : []))
}

async function deciding(): Promise<number> {
  const { rows } = await admin.query(
    `select count(distinct u.id)::int as n from app_user u join user_role r on r.org_id = u.org_id and r.user_id = u.id
     where u.org_id = $1 and u.status = 'active' and r.role in ('boss', 'admin')`,
    [world.orgId],
  )
  return rows[0].n
}

describe('somebody who may let people in remains', () => {
  it('the account of the last one is not closed, and the role not taken away', async () => {
    await leaves(first)
    expect(await refusalsOf([leaves(second), becomes(second, ['rep'])])).toEqual(['last_admin', 'last_admin'])
    await becomes(second, ['admin', 'rep'])
    expect(await deciding()).toBe(1)
  })

  it.each([
    ['both send the other one away', () => [leaves(first), leaves(second)]],
    ['both take the role of the other one', () => [becomes(first, ['rep']), becomes(second, ['rep'])]],
    ['one closes an account, the other takes a role', () => [leaves(first), becomes(second, ['rep'])]],
  ])('at once: %s', async (_what, tries) => {
    expect(await refusalsOf(tries())).toEqual(['last_admin'])
    expect(await deciding()).toBe(1)
  })

  it('where changes of rules need a second person, two remain', async () => {
    await as((ctx) => saveSetting(ctx, SECOND_SETTING, true))
    expect(await refusalsOf([leaves(second), becomes(second, ['rep'])])).toEqual([
      'second_person_leaves',
      'second_person_leaves',
    ])
    await becomes(world.users.rep, ['admin', 'rep'])
    await leaves(second)
    expect(await deciding()).toBe(2)
    expect(await refusalsOf([leaves(first), leaves(world.users.rep)])).toEqual([
      'second_person_leaves',
      'second_person_leaves',
    ])
  })
})
