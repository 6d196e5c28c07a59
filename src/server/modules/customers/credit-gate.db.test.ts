import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as approvalApi from '../../../api/approvals.ts'
import * as api from '../../../api/customers.ts'
import { type Credit, judgeCredit } from '../../../core/customer/credit-change.ts'
import type { Role } from '../../../core/permission.ts'
import { type Actor, SYSTEM, write } from '../../platform/context.ts'
import { restoreRecords } from '../imports/undo-records.ts'
import { saveCustomers } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, manager, finance, boss] = await Promise.all([
  signIn('rep', 'first'),
  signIn('manager', 'first'),
  signIn('finance', 'first'),
  signIn('boss', 'first'),
])

const actor = (userId: string, roles: Role[]): Actor => ({ ...SYSTEM, userId, roles, name: roles[0]! })
const MANAGER = actor(a.users.manager, ['manager'])
const YUAN = 100n
const FORM = { keyLevel: 'normal' as const, remark: '' }

async function creditOf(id: string): Promise<Credit> {
  const { rows } = await admin.query('select limit_fen, term_days from customer where id = $1', [id])
  return { limitFen: rows[0].limit_fen, termDays: rows[0].term_days }
}

let made = 0
async function customer(limitYuan: bigint | null, termDays: number | null) {
  made += 1
  const input = {
    name: `授信客户 ${made}`,
    externalCode: `CR-${made}`,
    responsibleId: a.users.rep,
    limitFen: limitYuan === null ? null : limitYuan * YUAN,
    termDays,
  }
  const [saved] = await write(db, { orgId: a.orgId, now: NOW }, (ctx) => saveCustomers(ctx, [input]))
  return { id: saved!.id, name: input.name, externalCode: input.externalCode }
}

describe('a limit or term beyond one’s authority (C180)', () => {
  test('is refused without a reason, and the attempt is kept', async () => {
    const { id, name, externalCode } = await customer(50_000n, 30)
    const body = { ...FORM, name, externalCode, limitFen: 80_000_00, termDays: 30 }
    const answer = await rep.call(api.updateCustomer, { params: { id }, body })
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'beyond_authority'])
    expect(await creditOf(id)).toEqual({ limitFen: 50_000n * YUAN, termDays: 30 })
    const { rows } = await admin.query(
      `select actor from event where kind = 'credit.refused' and subject_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ actor: a.users.rep }])
  })

  test('is asked for with a reason: the rest is saved, the limit waits, and takes effect when granted', async () => {
    const { id, name, externalCode } = await customer(50_000n, 30)
    const body = {
      ...FORM,
      name,
      externalCode,
      city: '无锡',
      limitFen: 90_000_00,
      termDays: 30,
      creditReason: '扩产',
    }
    const { approvalId } = await rep.get(api.updateCustomer, { params: { id }, body })
    const waiting = await rep.get(api.getCustomer, { params: { id } })
    expect([waiting.city, waiting.credit.pending?.approvalId]).toEqual(['无锡', approvalId])
    expect(await creditOf(id)).toEqual({ limitFen: 50_000n * YUAN, termDays: 30 })
    const { rows: shown } = await admin.query(
      `select line -> 'value' ->> 'zh' as said from approval_content, jsonb_array_elements(lines) as line
       where case_id = $1 and line ->> 'key' = 'odds'`,
      [approvalId],
    )
    // Margin 20 %, 30 days at 6 %, 85 % lost: whoever decides sees at which risk it stops to pay.
    expect(shown).toEqual([{ said: expect.stringMatching(/^22\.\d%（毛利 20\.0%，账期 30 天/) }])
    const agree = { act: { kind: 'agree' as const, opinion: '', files: [] } }
    await manager.get(approvalApi.actOnApproval, { params: { id: approvalId! }, body: agree })
    await finance.get(approvalApi.actOnApproval, { params: { id: approvalId! }, body: agree })
    expect(await creditOf(id)).toEqual({ limitFen: 90_000n * YUAN, termDays: 30 })
    const { rows } = await admin.query(
      'select basis, case_id from credit_grant where customer_id = $1 order by granted_at desc limit 1',
      [id],
    )
    expect(rows).toEqual([{ basis: 'approval', case_id: approvalId }])
  })

  test('what was approved is not what is there any more: nothing moves, and the boss is told', async () => {
    const { id, name, externalCode } = await customer(50_000n, 30)
    const body = { ...FORM, name, externalCode, limitFen: 90_000_00, termDays: 30, creditReason: '扩产' }
    const { approvalId } = await rep.get(api.updateCustomer, { params: { id }, body })
    await boss.get(api.updateCustomer, {
      params: { id },
      body: { ...FORM, name, externalCode, limitFen: 10_000_00, termDays: 30 },
    })
    const agree = { act: { kind: 'agree' as const, opinion: '', files: [] } }
    await manager.get(approvalApi.actOnApproval, { params: { id: approvalId! }, body: agree })
    const done = await finance.get(approvalApi.actOnApproval, { params: { id: approvalId! }, body: agree })
    expect([done.status, done.usedAt]).toEqual(['approved', null])
    expect(await creditOf(id)).toEqual({ limitFen: 10_000n * YUAN, termDays: 30 })
    const { rows } = await admin.query(
      `select user_id from notice where kind = 'approval-mismatch' and content ->> 'subjectId' = $1`,
      [approvalId],
    )
    expect(rows.map((row) => row.user_id)).toContain(a.users.boss)
  })
})

/** Every way by which a limit or term gets into a customer's record. */
const PATHS = [
  'edit',
  'edit with reason',
  'create',
  'create with reason',
  'import',
  'import by name',
  'undo',
  'sql',
] as const
type Path = (typeof PATHS)[number]

async function attempt(path: Path, target: { id: string; name: string; externalCode: string }, wish: Credit) {
  const form = {
    ...FORM,
    name: target.name,
    externalCode: target.externalCode,
    limitFen: wish.limitFen === null ? null : Number(wish.limitFen),
    termDays: wish.termDays,
  }
  const reason = path.endsWith('with reason') ? { creditReason: '需要' } : {}
  const who = { orgId: a.orgId, actor: MANAGER, now: NOW }
  switch (path) {
    case 'edit':
    case 'edit with reason':
      return manager.call(api.updateCustomer, { params: { id: target.id }, body: { ...form, ...reason } })
    case 'create':
    case 'create with reason': {
      made += 1
      const fresh = { ...form, ...reason, name: `新客户 ${made}`, externalCode: `NEW-${made}` }
      const answer = await manager.call(api.createCustomer, { body: fresh })
      return answer.status === 200 ? (answer.body as { id: string }).id : null
    }
    case 'import':
      return write(db, who, (ctx) =>
        saveCustomers(ctx, [{ name: target.name, externalCode: target.externalCode, ...wish }]),
      ).catch(() => null)
    case 'import by name':
      return write(db, who, (ctx) => saveCustomers(ctx, [{ name: ` ${target.name} `, ...wish }])).catch(
        () => null,
      )
    case 'undo':
      return undo(target, wish)
    case 'sql':
      return write(db, who, (ctx) =>
        ctx.db
          .updateTable('customer')
          .set((eb) => ({
            limit_fen: wish.limitFen,
            term_days: wish.termDays,
            version: eb('version', '+', 1),
          }))
          .where('org_id', '=', ctx.orgId)
          .where('id', '=', target.id)
          .execute(),
      ).catch(() => null)
  }
}

/** The boss had once granted the wish, an import took it back; undoing that import would bring it again. */
async function undo(target: { id: string; externalCode: string; name: string }, wish: Credit): Promise<void> {
  const now = await creditOf(target.id)
  const batchId = '00000000-0000-7000-8000-0000000000ff'
  const input = { name: target.name, externalCode: target.externalCode }
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => saveCustomers(ctx, [{ ...input, ...wish }]))
  const tick = await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    await saveCustomers(ctx, [{ ...input, ...now }])
    return ctx.tick
  })
  await write(db, { orgId: a.orgId, actor: MANAGER, now: NOW }, (ctx) => restoreRecords(ctx, batchId, [tick]))
}

/** 100,000 yuan and 45 days are a manager's to grant; see core/approval/ready-flows.ts. */
const AUTHORITY = { upToFen: 100_000n * YUAN, upToDays: 45, upToDeviationBp: null }
const limit = fc.option(
  fc.constantFrom(0n, 30_000n, 99_999n, 100_000n, 100_001n, 900_000n).map((n) => n * YUAN),
)
const term = fc.option(fc.constantFrom(0, 30, 45, 46, 120))

describe('no path around the gate', () => {
  // Seen failing on all eight paths with the gate of the code and the trigger of the database taken out.
  test.each(PATHS)(
    '%s: what is in effect afterwards was within the authority or was there before',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(limit, term, limit, term, async (limitFen, termDays, wishLimit, wishTerm) => {
          const target = await customer(null, null)
          await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
            saveCustomers(ctx, [
              { name: target.name, externalCode: target.externalCode, limitFen, termDays },
            ]),
          )
          const wish: Credit = { limitFen: wishLimit, termDays: wishTerm }
          const isNew = path.startsWith('create')
          const before: Credit = isNew ? { limitFen: null, termDays: null } : { limitFen, termDays }
          const answer = await attempt(path, target, wish)
          if (isNew && typeof answer !== 'string') return
          const after = await creditOf(isNew ? (answer as string) : target.id)
          expect(judgeCredit(before, after, AUTHORITY)).not.toBe('beyond')
          const isAllowed = judgeCredit(before, wish, AUTHORITY) !== 'beyond'
          if (isAllowed && path !== 'sql') expect(after).toEqual(wish)
          if (!isAllowed) expect(after).toEqual(before)
        }),
        { numRuns: 12 },
      )
    },
  )
})
