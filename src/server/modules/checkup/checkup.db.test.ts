import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { twoOrgs, NOW as WORLD_NOW } from '../../../../test/support/world-of-two-orgs.ts'
import { type Checkup, getCheckup, makeCheckup } from '../../../api/checkup.ts'
import { addDays, DAY_MS, type Day, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write as inWrite, read } from '../../platform/context.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { saveCustomers } from '../customers/index.ts'
import { savePeople } from '../identity/index.ts'
import { importFile } from '../imports/index.ts'
import { createOrganisation } from '../setup/index.ts'
import { evaluateOrg } from '../watch/index.ts'
import { findCheckup } from './read-checkup.ts'
import { writeCheckup } from './write-checkup.ts'

const database = await testDatabase()
const { db, admin, app } = database
const TODAY: Day = '2026-06-30' // a Tuesday
const NOW: Instant = startOfDay(TODAY) + 10 * 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'bellwether-checkup-'))
let closeJobs: () => Promise<void>

beforeAll(async () => {
  closeJobs = await openJobs(app)
})
afterAll(async () => {
  await closeJobs()
  rmSync(folder, { recursive: true, force: true })
})

const LEDGER: Mapping = {
  target: 'invoices',
  columns: {
    number: '单号',
    customerName: '客户',
    issuedOn: '开票日期',
    dueOn: '到期日',
    amountFen: '金额',
    settledOn: '收款日期',
  },
}

type Line = { customer: string; issuedOn: Day; paidOn?: Day; yuan: number; term?: number }

/**
 * 稳达 pays after 20 days; 拖拉 took 25, 40, 60, 70 days and now owes two invoices; 沉默 ordered every 15 days
 * until it stopped; 庞大 owes most of everything, none of it due yet.
 */
function ledger(): Line[] {
  const lines: Line[] = []
  for (let month = 0; month < 6; month += 1) {
    const issuedOn = addDays('2026-01-05', month * 30)
    if (addDays(issuedOn, 20) <= TODAY) {
      lines.push({ customer: '稳达公司', issuedOn, paidOn: addDays(issuedOn, 20), yuan: 1_000 })
    }
  }
  for (const [issuedOn, days] of [
    ['2026-01-10', 25],
    ['2026-02-01', 40],
    ['2026-03-01', 60],
    ['2026-03-20', 70],
  ] as const) {
    lines.push({ customer: '拖拉公司', issuedOn, paidOn: addDays(issuedOn, days), yuan: 2_000 })
  }
  lines.push({ customer: '拖拉公司', issuedOn: '2026-04-20', yuan: 3_000 })
  lines.push({ customer: '拖拉公司', issuedOn: '2026-06-10', yuan: 500 })
  for (const issuedOn of ['2026-01-15', '2026-01-30', '2026-02-14', '2026-03-01']) {
    lines.push({ customer: '沉默公司', issuedOn, paidOn: addDays(issuedOn, 10), yuan: 800 })
  }
  lines.push({ customer: '庞大公司', issuedOn: '2026-06-20', yuan: 20_000 })
  return lines
}

function write(name: string, lines: readonly Line[]): string {
  const rows = lines.map(({ customer, issuedOn, paidOn, yuan, term = 30 }, n) =>
    [`${name}-${n + 1}`, customer, issuedOn, addDays(issuedOn, term), yuan, paidOn ?? ''].join(','),
  )
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, `单号,客户,开票日期,到期日,金额,收款日期\n${rows.join('\n')}\n`)
  return path
}

const deps = (now: Instant) => ({
  db,
  clock: fixedClock(now),
  log: createLog('silent'),
  dataDir: folder,
})

async function organisation(slug: string, now: Instant): Promise<string> {
  const { orgId } = await createOrganisation(db, { slug, name: slug, isDemo: false, now }, (ctx) =>
    savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss'] }]),
  )
  await evaluateOrg(db, { orgId, now: now + 1 })
  return orgId
}

async function alertsOf(orgId: string): Promise<string[]> {
  const { rows } = await admin.query<{ line: string }>(
    `select a.rule_code || ' ' || coalesce(c.name, '') as line from alert a
     left join customer c on c.org_id = a.org_id and c.id = a.customer_id where a.org_id = $1 order by 1`,
    [orgId],
  )
  return rows.map(({ line }) => line)
}

describe('the check-up after an import', () => {
  let orgId: string
  let report: Checkup

  beforeAll(async () => {
    orgId = await organisation('checkup', NOW)
    const { batchId } = await importFile(deps(NOW + 60_000), orgId, {
      path: write('ledger', ledger()),
      mapping: LEDGER,
    })
    report = (await writeCheckup(deps(NOW + 120_000), { orgId, batchId }))!
  })

  const finding = (code: string) => report.findings.find((one) => one.code === code)!

  it('agrees with the ledger and says what the file held', () => {
    expect(report).toMatchObject({
      asOf: TODAY,
      customers: 2,
      open: { count: 3, amountFen: 23_500_00n },
      overdue: { count: 1, amountFen: 3_000_00n },
      historyFrom: '2026-01-05',
      batch: { fileName: 'ledger.csv', rows: 17, bad: 0, amountFen: 40_700_00n },
    })
  })

  it('names the money, the customer and the day on which the engine would have spoken', () => {
    expect(report.findings.map(({ code }) => code)).toEqual([
      'concentration',
      'gone-quiet',
      'paying-later',
      'overdue',
    ])
    const [late] = finding('overdue').subjects
    expect(late).toMatchObject({ name: '拖拉公司', amountFen: 3_000_00n })
    expect(late!.note.zh).toBe('逾期 1 笔，最久 41 天')
    // On 5 May the payment after 25 days has left the 90 days: those after 40 and 60 make 50, above 45. The
    // oldest unpaid invoice was due on 20 May.
    expect(late!.wouldHaveOpenedOn).toBe('2026-05-05')
    expect(late!.leadDays).toBe(16)
    expect(late!.told!.zh).toContain('账期在变长')
  })

  it('C240: counts the orders that did not come', () => {
    const [quiet] = finding('gone-quiet').subjects
    // 121 days of silence at one order of 800 every 15 days: eight intervals, one of them the order awaited.
    expect(quiet).toMatchObject({ name: '沉默公司', amountFen: 5_600_00n })
  })

  it('C028: takes the term from the invoices while none is agreed, and the agreed one from then on', async () => {
    const own = await organisation('terms', NOW)
    const lines = ['2026-03-01', '2026-04-01', '2026-05-01'].map((issuedOn): Line => {
      return { customer: '六十天公司', issuedOn, paidOn: addDays(issuedOn, 55), yuan: 1_000, term: 60 }
    })
    lines.push({ customer: '六十天公司', issuedOn: '2026-06-20', yuan: 1_000, term: 60 })
    await importFile(deps(NOW + 60_000), own, { path: write('terms', lines), mapping: LEDGER })
    const codes = async (now: Instant) =>
      (await writeCheckup(deps(now), { orgId: own }))!.findings.map(({ code }) => code)
    // 55 days are more than the 45 of an unknown term and less than one and a half times sixty.
    expect(await codes(NOW + 120_000)).not.toContain('paying-later')
    await inWrite(db, { orgId: own, now: NOW + 180_000 }, (ctx) =>
      saveCustomers(ctx, [{ name: '六十天公司', termDays: 30 }]),
    )
    expect(await codes(NOW + 240_000)).toContain('paying-later')
  })

  it('stays as it was when things move on', async () => {
    const later = NOW + 30 * DAY_MS
    await importFile(deps(later), orgId, {
      path: write('more', [{ customer: '新来公司', issuedOn: '2026-07-01', yuan: 99_000 }]),
      mapping: LEDGER,
    })
    const kept = await read(db, { orgId, now: later }, (ctx) => findCheckup(ctx, { id: report.id }))
    expect(kept).toEqual(report)
  })
})

describe('what was already wrong on the day of the import', () => {
  it.each([
    ['the day the company was set up', 0],
    ['weeks after the company was set up', 40],
  ])('opens no alert: %s', async (what, age) => {
    const orgId = await organisation(`flood-${age}`, NOW - age * DAY_MS)
    await importFile(deps(NOW), orgId, { path: write(`flood-${age}`, ledger()), mapping: LEDGER })
    await evaluateOrg(db, { orgId, now: NOW + 60_000 })
    expect(await alertsOf(orgId), what).toEqual([])
    // Rules on a grid speak at the end of the day: what they find there was so before.
    await evaluateOrg(db, { orgId, now: startOfDay(TODAY) + DAY_MS + 60_000 })
    expect((await alertsOf(orgId)).filter((line) => !line.startsWith('instalment-due'))).toEqual([])
  })

  it('does not depend on when the worker looks in the middle of an import', async () => {
    const orgId = await organisation('flood-chunks', NOW - 5 * DAY_MS)
    const lines = ledger()
    // The first file leaves every customer with something that is not due; the second brings the old debts.
    const fresh = lines.filter(({ issuedOn, paidOn }) => paidOn === undefined && issuedOn > '2026-06-01')
    const history = { ...LEDGER, knowledge: { delayDays: 0, history: 'always' as const } }
    await importFile(deps(NOW), orgId, { path: write('fresh', fresh), mapping: history })
    await evaluateOrg(db, { orgId, now: NOW + 2_000 })
    await importFile(deps(NOW + 5_000), orgId, { path: write('old', lines), mapping: history })
    await evaluateOrg(db, { orgId, now: NOW + 10_000 })
    expect(await alertsOf(orgId)).toEqual([])
  })

  it('does alert when a line is crossed afterwards', async () => {
    const orgId = await organisation('after', NOW - 40 * DAY_MS)
    await importFile(deps(NOW), orgId, { path: write('after', ledger()), mapping: LEDGER })
    await evaluateOrg(db, { orgId, now: NOW + 60_000 })
    // 庞大 is due on 20 July: ten days before it the reminder, one day after it the alert.
    await evaluateOrg(db, { orgId, now: startOfDay('2026-07-10') + 9 * 3_600_000 })
    expect(await alertsOf(orgId)).toContain('instalment-due-soon 庞大公司')
    expect(await alertsOf(orgId)).not.toContain('customer-overdue 庞大公司')
    await evaluateOrg(db, { orgId, now: startOfDay('2026-07-21') + 9 * 3_600_000 })
    expect(await alertsOf(orgId)).toContain('customer-overdue 庞大公司')
    expect(await alertsOf(orgId)).not.toContain('customer-overdue 拖拉公司')
  })
})

describe('who may read a check-up', () => {
  it('is for those who see the whole company, of their own organisation only', async () => {
    const { a, b, canary } = await twoOrgs(db)
    const { signIn } = await testApp(database)
    const mine = (await writeCheckup(deps(WORLD_NOW), { orgId: a.orgId }))!
    await writeCheckup(deps(WORLD_NOW), { orgId: b.orgId })
    const seen = async (login: string, query = {}) =>
      (await (await signIn(login, a.slug)).get(getCheckup, { query })).checkup?.id ?? null
    expect(await seen('boss')).toBe(mine.id)
    expect(await seen('finance')).toBe(mine.id)
    for (const login of ['manager', 'assistant', 'admin']) {
      expect(await seen(login), login).toBeNull()
      expect(await seen(login, { id: mine.id }), login).toBeNull()
    }
    const stranger = await signIn(`${canary}boss`, b.slug)
    expect(await stranger.get(getCheckup, { query: { id: mine.id } })).toEqual({ checkup: null })
    expect((await (await signIn('rep', a.slug)).call(getCheckup, {})).status).toBe(403)
    expect((await (await signIn('boss', a.slug)).call(makeCheckup, { body: {} })).status).toBe(200)
  })
})
