import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { type Day, startOfDay } from '../../../core/calendar.ts'
import { fixed, shipped } from '../../../core/watch/pack-shape.ts'
import { type Actor, read, type WriteCtx, write } from '../../platform/context.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { createOrg, saveDepartments, savePeople, setDepartmentManager } from '../identity/index.ts'
import { actTogether } from './act-together.ts'
import { evaluateOrg } from './evaluate.ts'
import { installRule } from './install-pack.ts'
import { listGroups, readGroup } from './read-groups.ts'

const { db, admin } = await testDatabase()
const TODAY: Day = '2026-03-10'
const MORNING = startOfDay(TODAY) + 9 * 3_600_000
const HOUR = 3_600_000

/** Any follow-up at all is beyond this line, at once: what the rule is about does not matter here. */
const RULE = shipped({
  code: 'any-follow-up',
  title: { zh: '有跟进', en: 'Any follow-up' },
  subject: 'rep',
  condition: fixed('follow_ups_week', 'gte', 1),
  severity: 2,
  responsible: 'manager',
  moneyMetric: null,
})

let orgId: string
let lead: string
let reps: string[]
let customerId: string
const at = (now: number) => ({ orgId, now })
const asLead = (now: number) => {
  const team = [lead, ...reps]
  const actor: Actor = {
    ...{ userId: lead, name: '主管', roles: ['manager'], departmentId: null },
    ...{ teamUserIds: team, subtreeUserIds: team },
  }
  return { orgId, now, actor }
}

beforeAll(async () => {
  const created = await createOrg(
    db,
    { slug: 'groups', name: '测试公司', isDemo: false, now: MORNING },
    async (ctx: WriteCtx) => {
      await installRule(ctx, RULE, ctx.tick)
      const [department] = await saveDepartments(ctx, [{ name: '华东组' }])
      const people = await savePeople(ctx, [
        { login: 'boss', name: '老板', roles: ['boss'] },
        { login: 'lead', name: '主管', roles: ['manager'], departmentId: department! },
        ...['甲', '乙', '丙', '丁', '戊'].map((name, index) => ({
          login: `rep${index}`,
          name,
          roles: ['rep' as const],
          departmentId: department!,
        })),
      ])
      await setDepartmentManager(ctx, department!, people[1]!.id)
      const [customer] = await saveCustomers(ctx, [{ name: '瑞达机械', responsibleId: people[2]!.id }])
      return { ids: people.map(({ id }) => id), customerId: customer!.id }
    },
  )
  orgId = created.orgId
  ;[, lead, ...reps] = created.value.ids as [string, string, ...string[]]
  customerId = created.value.customerId
  await evaluateOrg(db, at(MORNING + 1))
})

async function followUp(indexes: number[], now: number): Promise<void> {
  await write(db, at(now), (ctx) =>
    recordActivities(
      ctx,
      indexes.map((index) => ({
        customerId,
        userId: reps[index]!,
        kind: 'call' as const,
        summary: '沟通',
        occurredAt: now,
      })),
    ),
  )
  await evaluateOrg(db, at(now + 1_000))
}

/** What the leader was told, in order: 'one' alert, or the whole 'team'. */
async function told(): Promise<string[]> {
  const { rows } = await admin.query(
    `select case when cause like '%:team:%' then 'team' else 'one' end as what from notice
     where org_id = $1 and user_id = $2 order by created_at, id`,
    [orgId, lead],
  )
  return rows.map(({ what }) => what)
}

const groups = () => read(db, asLead(MORNING + 9 * HOUR), listGroups)

describe('many people of a team beyond one line on one day', () => {
  it('are told one by one while they are few, and as one matter of the team from the third of five on', async () => {
    await followUp([0], MORNING + HOUR)
    await followUp([1], MORNING + 2 * HOUR)
    expect(await told()).toEqual(['one', 'one'])
    expect((await groups()).rows).toEqual([])
    await followUp([2], MORNING + 3 * HOUR)
    expect(await told()).toEqual(['one', 'one', 'team'])
    await followUp([3], MORNING + 4 * HOUR)
    expect(await told()).toEqual(['one', 'one', 'team'])
    const [group] = (await groups()).rows
    expect(group).toMatchObject({ team: { name: '华东组' }, people: 4, teamSize: 5, day: TODAY })
    expect(group!.members.map(({ subject }) => subject.label).sort()).toEqual(['丁', '丙', '乙', '甲'].sort())
    const found = await read(db, asLead(MORNING + 9 * HOUR), (ctx) => readGroup(ctx, group!.members[2]!.id))
    expect(found.group!.id).toBe(group!.id)
  })

  it('the groups hear the team’s matter once, too', async () => {
    const { rows } = await admin.query(
      `select cause from notice where org_id = $1 and user_id is null and alert_id is not null order by created_at, id`,
      [orgId],
    )
    expect(rows.filter(({ cause }) => cause.includes(':team:'))).toHaveLength(1)
    expect(rows).toHaveLength(3)
  })

  it('have one result and one verdict, which every member carries', async () => {
    const [group] = (await groups()).rows
    const acted = await write(db, asLead(MORNING + 8 * HOUR), (ctx) =>
      actTogether(ctx, group!.members[0]!.id, {
        kind: 'resolve',
        result: 'solved',
        verdict: 'right',
        note: '',
      }),
    )
    expect(acted).toEqual({ done: 4, left: [] })
    const { rows } = await admin.query(`select status, verdict from alert where org_id = $1`, [orgId])
    expect(rows).toEqual(Array.from({ length: 4 }, () => ({ status: 'resolved', verdict: 'right' })))
    expect((await groups()).rows).toEqual([])
  })
})
