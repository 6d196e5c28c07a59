import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { createCustomer, findAlike } from '../../../api/customers.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from './save-customers.ts'

const database = await testDatabase()
const { db } = database
const { signIn } = await testApp(database)
let rep: Client
let org: OrgWorld

beforeAll(async () => {
  const world = await twoOrgs(db)
  org = world.a
  await write(db, { orgId: org.orgId, now: NOW }, (ctx) =>
    saveCustomers(ctx, [
      { name: '杭州银杏树科技有限公司', responsibleId: org.users.rep, city: '杭州' },
      { name: '宁波大成机械有限公司', responsibleId: org.users.stranger, phone: '0574-87654321' },
      { name: '青岛海之源食品有限公司', responsibleId: org.users.stranger, uscc: '91330100799655058B' },
    ]),
  )
  await write(db, { orgId: world.b.orgId, now: NOW }, (ctx) =>
    saveCustomers(ctx, [{ name: '温州小雅服饰有限公司' }]),
  )
  rep = await signIn('rep')
}, 60_000)

const ask = async (query: { name: string; uscc?: string; phone?: string }) =>
  (await rep.get(findAlike, { query })).items

describe('before a customer is entered', () => {
  it('shows one’s own under another spelling, with the way there', async () => {
    const [first] = await ask({ name: '银杏树（杭州）科技有限公司' })
    expect(first).toMatchObject({ name: '杭州银杏树科技有限公司', likeness: 'duplicate' })
    expect(first!.id).not.toBeNull()
  })

  it('shows a colleague’s by name and responsible and nothing more', async () => {
    const [first] = await ask({ name: '宁波大成机械厂', phone: '057487654321' })
    expect(Object.keys(first!).toSorted()).toEqual([
      'because',
      'id',
      'lastActivityOn',
      'likeness',
      'name',
      'responsibleName',
    ])
    expect(first).toMatchObject({ id: null, name: '宁波大成机械有限公司' })
    expect(first!.responsibleName).not.toBeNull()
  })

  it('finds the same party by its code under another name', async () => {
    const [first] = await ask({ name: '山东某某贸易', uscc: '91330100799655058B' })
    expect(first).toMatchObject({ name: '青岛海之源食品有限公司', likeness: 'same' })
  })

  it('knows nothing of another company’s customers, and says nothing where nothing is alike', async () => {
    expect(await ask({ name: '温州小雅服饰有限公司' })).toEqual([])
    expect(await ask({ name: '天津全新客户工贸有限公司' })).toEqual([])
  })

  it('leaves the decision to the person: what is alike can be entered', async () => {
    const answer = await rep.call(createCustomer, { body: { name: '杭州银杏树科技有限公司上海分公司' } })
    expect(answer.status).toBe(200)
  })
})
