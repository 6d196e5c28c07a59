import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../src/core/calendar.ts'
import type { Role } from '../../src/core/permission.ts'
import { recordActivities, saveContacts, saveCustomers } from '../../src/server/modules/customers/index.ts'
import { installPipeline, saveDeals } from '../../src/server/modules/deals/index.ts'
import { recordAbsence } from '../../src/server/modules/identity/absences.ts'
import {
  createOrg,
  saveDepartments,
  savePeople,
  setDepartmentManager,
} from '../../src/server/modules/identity/index.ts'
import { recordInvoices, recordPayments } from '../../src/server/modules/receivables/index.ts'
import { saveTargets } from '../../src/server/modules/targets/index.ts'
import type { WriteCtx } from '../../src/server/platform/context.ts'
import { hashPassword } from '../../src/server/platform/crypto.ts'
import type { Db } from '../../src/server/platform/db.ts'

/**
 * Monday 2026-03-16, 10:00 in the company's zone: the present of every database test that does not set its
 * own.
 */
export const NOW: Instant = startOfDay('2026-03-16') + 10 * 3_600_000
export const TODAY: Day = dayOf(NOW)

export const PASSWORD = 'quiet harbour at dusk 41'

/**
 * rep and mate sell in team one, stranger in team two; each team has its manager, `departed` has left team
 * one.
 */
export const PERSONAS = {
  boss: ['boss'],
  admin: ['admin'],
  auditor: ['auditor'],
  finance: ['finance'],
  legal: ['legal'],
  assistant: ['assistant'],
  manager: ['manager'],
  manager2: ['manager'],
  rep: ['rep'],
  mate: ['rep'],
  stranger: ['rep'],
  departed: ['rep'],
} as const satisfies Record<string, readonly Role[]>
export type PersonaName = keyof typeof PERSONAS

/** Whose records: the rep's, a team mate's, or of the other team. */
export type Whose = 'own' | 'mate' | 'other'

export type Records = {
  customerId: string
  contactId: string
  dealId: string
  activityId: string
  invoiceId: string
  instalmentIds: string[]
  paymentId: string
  absenceId: string
}

export type OrgWorld = {
  orgId: string
  slug: string
  users: Record<PersonaName, string>
  departments: { top: string; one: string; two: string }
  stages: Map<string, string>
  pipelineId: string
  records: Record<Whose, Records>
}

/** Slow on purpose, so it is done once for all files of a worker. */
let passwordHashed: Promise<string> | null = null

/**
 * Two organisations that mirror each other. Every text of the second begins with its canary, so that one
 * string search in an answer tells whether anything of it got out.
 */
export async function twoOrgs(
  db: Db,
  now: Instant = NOW,
): Promise<{ a: OrgWorld; b: OrgWorld; canary: string }> {
  const canary = 'KNX7'
  passwordHashed ??= hashPassword(PASSWORD)
  const passwordHash = await passwordHashed
  const a = await buildOrg(db, { slug: 'first', mark: '', passwordHash, now })
  const b = await buildOrg(db, { slug: 'second', mark: canary, passwordHash, now })
  return { a, b, canary }
}

type Plan = { slug: string; mark: string; passwordHash: string; now: Instant }

async function buildOrg(db: Db, plan: Plan): Promise<OrgWorld> {
  const input = { slug: plan.slug, name: `${plan.slug} company`, isDemo: false, now: plan.now }
  const { orgId, value } = await createOrg(db, input, (ctx) => fill(ctx, plan))
  return { orgId, slug: plan.slug, ...value }
}

async function fill(ctx: WriteCtx, plan: Plan): Promise<Omit<OrgWorld, 'orgId' | 'slug'>> {
  const { mark } = plan
  const stages = await installPipeline(ctx)
  const { pipeline_id: pipelineId } = await ctx.db
    .selectFrom('stage')
    .select('pipeline_id')
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const [top, one, two] = await saveDepartments(ctx, [
    { name: `${mark}销售部` },
    { name: `${mark}销售一部`, parentName: `${mark}销售部` },
    { name: `${mark}销售二部`, parentName: `${mark}销售部` },
  ])
  const departments = { top: top!, one: one!, two: two! }
  const users = await fillPeople(ctx, plan, departments)
  const records = {} as Record<Whose, Records>
  for (const [whose, name] of [
    ['own', 'rep'],
    ['mate', 'mate'],
    ['other', 'stranger'],
  ] as const) {
    records[whose] = await fillRecords(ctx, { mark, whose, userId: users[name] })
  }
  return { users, departments, stages, pipelineId, records }
}

async function fillPeople(
  ctx: WriteCtx,
  plan: Plan,
  departments: OrgWorld['departments'],
): Promise<Record<PersonaName, string>> {
  const names = Object.keys(PERSONAS) as PersonaName[]
  const departmentOf = (name: PersonaName) => {
    if (['manager', 'rep', 'mate', 'assistant', 'departed'].includes(name)) return departments.one
    return ['manager2', 'stranger'].includes(name) ? departments.two : departments.top
  }
  const saved = await savePeople(
    ctx,
    names.map((name, index) => ({
      login: `${plan.mark}${name}`,
      name: `${plan.mark}${name}`,
      email: `${plan.mark}${name}@example.com`,
      phone: `1380000${String(1000 + index)}`,
      roles: [...PERSONAS[name]],
      departmentId: departmentOf(name),
      passwordHash: plan.passwordHash,
    })),
  )
  const users = Object.fromEntries(names.map((name, index) => [name, saved[index]!.id])) as Record<
    PersonaName,
    string
  >
  await setDepartmentManager(ctx, departments.one, users.manager)
  await setDepartmentManager(ctx, departments.two, users.manager2)
  return users
}

async function fillRecords(
  ctx: WriteCtx,
  { mark, whose, userId }: { mark: string; whose: Whose; userId: string },
): Promise<Records> {
  const today = dayOf(ctx.now)
  const [customer] = await saveCustomers(ctx, [
    {
      name: `${mark}${whose}客户有限公司`,
      externalCode: `${mark}C-${whose}`,
      city: `${mark}苏州`,
      phone: '13912345678',
      remark: `${mark}remark`,
      responsibleId: userId,
      createdOn: addDays(today, -200),
    },
  ])
  const customerId = customer!.id
  const [contact] = await saveContacts(ctx, [
    { customerId, name: `${mark}联系人`, title: `${mark}经理`, phone: '13712345678' },
  ])
  const [deal] = await saveDeals(ctx, [
    {
      externalCode: `${mark}D-${whose}`,
      customerId,
      title: `${mark}${whose}商机`,
      product: `${mark}轴承`,
      amountFen: 5_000_000n,
      responsibleId: userId,
      history: [
        { stage: 'reach', occurredOn: addDays(today, -40), amountFen: 5_000_000n },
        { stage: 'need', occurredOn: addDays(today, -20), amountFen: 5_000_000n },
      ],
    },
  ])
  const [activity] = await recordActivities(ctx, [
    {
      customerId,
      dealId: deal!.id,
      userId,
      kind: 'call',
      summary: `${mark}谈了价格`,
      occurredAt: startOfDay(addDays(today, -12)) + 15 * 3_600_000,
    },
  ])
  const { invoice, payment } = await fillMoney(ctx, { mark, whose, userId, customerId })
  await saveTargets(ctx, [{ userId, month: today.slice(0, 7), kind: 'bookings', amountFen: 10_000_000n }])
  return {
    customerId,
    contactId: contact!.id,
    dealId: deal!.id,
    activityId: activity!.id,
    invoiceId: invoice!.id,
    instalmentIds: invoice!.instalmentIds,
    paymentId: payment!.id,
    absenceId: await fillAbsence(ctx, userId, mark),
  }
}

async function fillMoney(
  ctx: WriteCtx,
  { mark, whose, userId, customerId }: { mark: string; whose: Whose; userId: string; customerId: string },
) {
  const today = dayOf(ctx.now)
  const [invoice] = await recordInvoices(ctx, [
    {
      customerId,
      number: `${mark}INV-${whose}`,
      kind: 'invoice',
      issuedOn: addDays(today, -60),
      amountFen: 3_000_000n,
      responsibleId: userId,
      instalments: [
        { dueOn: addDays(today, -30), amountFen: 1_000_000n },
        { dueOn: addDays(today, 5), amountFen: 2_000_000n },
      ],
    },
  ])
  const [payment] = await recordPayments(ctx, [
    {
      customerId,
      kind: 'payment',
      receivedOn: addDays(today, -10),
      amountFen: 400_000n,
      reference: `${mark}REF`,
      allocate: 'oldest',
    },
  ])
  return { invoice, payment }
}

async function fillAbsence(ctx: WriteCtx, userId: string, mark: string): Promise<string> {
  const from = addDays(dayOf(ctx.now), 3)
  const { id } = await recordAbsence(ctx, { userId, fromDay: from, toDay: from, reason: `${mark}leave` })
  return id
}
