import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { parseMapping } from '../../../api/imports.ts'
import { addDays, type Day, daysBetween, startOfDay } from '../../../core/calendar.ts'
import { seeded } from '../../../core/stats/chance.ts'
import { read } from '../../platform/context.ts'
import { openJobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { installPipeline } from '../deals/index.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { importFile } from '../imports/index.ts'
import { ruleOfFile } from './rule-file.ts'
import { runBacktest } from './run-backtest.ts'

/**
 * The worked examples of docs/guide on made-up data of the same shape, held against a computation that shares
 * nothing with the product: the rule files and mappings are the very ones of the guide.
 */
const { db, app } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'bellwether-backtest-'))
let closeJobs: () => Promise<void>
afterAll(async () => {
  await closeJobs()
  rmSync(folder, { recursive: true, force: true })
})

const NOW = startOfDay('2026-06-01')
const clock = { now: () => NOW }
const chance = seeded(11)
const int = (from: number, to: number) => from + Math.floor(chance() * (to - from + 1))

type Invoice = { customer: string; issued: Day; due: Day; settled: Day; late: number }
type Deal = { code: string; opened: Day; closed: Day | null; won: boolean }

const invoices = madeUpInvoices()
const deals = madeUpDeals()
let orgId: string

beforeAll(async () => {
  closeJobs = await openJobs(app)
  const made = { slug: 'backtest', name: '回测', isDemo: false, now: NOW }
  const created = await createOrg(db, made, async (ctx) => {
    await installPipeline(ctx)
    await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss'] }])
  })
  orgId = created.orgId
  await bring('ar-ibm', invoiceFile())
  await bring('crm-maven', dealFile())
}, 120_000)

describe('rule R1 of the guide', () => {
  it('gives the table that only looks at what was known, month by month, and not the leaky one', async () => {
    const report = await test('ar-ibm-r1')
    const looks = report.periods.map(({ on }) => on)
    expect(looks).toHaveLength(17)
    const honest = looks.map((day) => tableOf(day, (invoice) => settledWithin(invoice, day)))
    const leaky = looks.map((day) => tableOf(day, (invoice) => issuedWithin(invoice, day)))
    expect(report.periods.map(({ on: _, ...row }) => row)).toEqual(honest)
    expect(honest).not.toEqual(leaky)
    expect(report.alerts).toBe(sum(honest, 'tp') + sum(honest, 'fp'))
    expect(report.missed).toBe(sum(honest, 'fn'))
    expect(report.judged).toBe(honest.reduce((total, row) => total + row.tp + row.fp + row.fn + row.tn, 0))
    expect(report.verdict).toBe('useful')
    expect(report.sentence.zh).toContain(`会提醒 ${report.raised} 次`)
  })

  it('says that the history came without its moment of knowing', async () => {
    const { notes } = await test('ar-ibm-r1')
    expect(notes.map(({ code }) => code)).toContain('knowing_assumed')
  })
})

describe('rule R2 of the guide', () => {
  it('warns of every late instalment on its due day, two weeks before the event', async () => {
    const report = await test('ar-ibm-r2')
    expect(report.alerts).toBe(invoices.filter(({ late }) => late > 0).length)
    expect(report.truePositive).toBe(invoices.filter(({ late }) => late > 14).length)
    expect(report.recall).toBe(1)
    expect(report.leadDays).toMatchObject({ p25: 14, median: 14, p75: 14 })
  })
})

describe('"open for N days" as a warning of a lost deal', () => {
  it('is harmful where long deals are won, each deal counted once', async () => {
    const decided = deals.filter(({ closed }) => closed !== null)
    const old = decided.filter(({ opened, closed }) => daysBetween(opened, closed!) > 30)
    const lost = old.filter(({ won }) => !won)
    const report = await test('crm-maven-open-30')
    expect(report.alerts).toBe(old.length)
    expect(report.truePositive).toBe(lost.length)
    expect(report.missed).toBe(decided.filter(({ won }) => !won).length - lost.length)
    expect(report.baseRate).toBeCloseTo(decided.filter(({ won }) => !won).length / decided.length, 12)
    expect(report.lift).toBeLessThan(0.9)
    expect(report.verdict).toBe('harmful')
    expect(report.raised).toBe(old.length + deals.filter(({ closed }) => closed === null).length)
  })

  it('refuses an outcome that cannot be read on the subject, and a span beyond what is known', async () => {
    const { rule } = ruleFile('crm-maven-open-30')
    await expect(tested(rule, { outcome: 'churn' })).rejects.toMatchObject({ code: 'backtest_outcome' })
    await expect(tested(rule, { from: '2017-01-01', to: '2027-01-01' })).rejects.toMatchObject({
      code: 'backtest_span',
    })
  })

  it('stops when nobody wants it any more', async () => {
    const { rule, wish } = ruleFile('crm-maven-open-30')
    const stopped = await read(db, { orgId, now: NOW }, (ctx) =>
      runBacktest(ctx, { rule, wish }, async () => false),
    )
    expect(stopped).toBeNull()
  })
})

type Row = { tp: number; fp: number; fn: number; tn: number }

function tableOf(day: Day, isIn: (invoice: Invoice) => boolean): Row {
  const row: Row = { tp: 0, fp: 0, fn: 0, tn: 0 }
  for (const own of Map.groupBy(invoices, ({ customer }) => customer).values()) {
    const seen = own.filter(isIn)
    const next = own.filter(({ issued }) => issued > day && issued <= addDays(day, 30))
    if (seen.length < 3 || next.length === 0) continue
    const isAlert = seen.filter(({ late }) => late > 0).length * 2 >= seen.length
    const isBad = next.some(({ late }) => late > 7)
    row[isAlert ? (isBad ? 'tp' : 'fp') : isBad ? 'fn' : 'tn'] += 1
  }
  return row
}

function settledWithin({ settled }: Invoice, day: Day): boolean {
  return settled <= day && settled > addDays(day, -180)
}

/** The leak: an invoice issued before the day whose payment lies after it. */
function issuedWithin({ issued }: Invoice, day: Day): boolean {
  return issued <= day && issued > addDays(day, -180)
}

function sum(rows: readonly Row[], key: keyof Row): number {
  return rows.reduce((total, row) => total + row[key], 0)
}

function madeUpInvoices(): Invoice[] {
  return Array.from({ length: 40 }, (_, index) => {
    const habit = index % 4 === 0 ? 9 : -2
    return Array.from({ length: 24 }, () => {
      const issued = addDays('2012-01-03', int(0, 690))
      const late = Math.max(-20, habit + int(-14, 12))
      const due = addDays(issued, 30)
      return { customer: `C-${index}`, issued, due, settled: addDays(due, late), late }
    })
  }).flat()
}

function madeUpDeals(): Deal[] {
  return Array.from({ length: 600 }, (_, index) => {
    const opened = addDays('2016-11-01', int(0, 300))
    const won = chance() < 0.6
    const isOpen = chance() < 0.1
    const closed = isOpen ? null : addDays(opened, won ? int(5, 110) : int(1, 60))
    return { code: `D-${index}`, opened, closed, won }
  })
}

function invoiceFile(): string {
  const head =
    'countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate'
  const rows = invoices.map(({ customer, issued, due, settled, late }, index) =>
    [
      391,
      customer,
      us(issued),
      `N${String(index).padStart(6, '0')}`,
      us(issued),
      us(due),
      '100.50',
      'No',
      us(settled),
      'Paper',
      30 + late,
      Math.max(0, late),
    ].join(','),
  )
  return [head, ...rows].join('\r\n')
}

function dealFile(): string {
  const head = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value'
  const rows = deals.map(({ code, opened, closed, won }) => {
    const stage = closed === null ? 'Engaging' : won ? 'Won' : 'Lost'
    return [code, 'Moses Frase', 'MG Special', 'Cancity', stage, opened, closed ?? '', won ? 500 : 0].join(
      ',',
    )
  })
  return [head, ...rows].join('\r\n')
}

function us(day: Day): string {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8))}/${day.slice(0, 4)}`
}

async function bring(name: string, text: string): Promise<void> {
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, text)
  const mapping = parseMapping(JSON.parse(readFileSync(`docs/guide/mappings/${name}.json`, 'utf8')))
  const deps = { db, clock, log: createLog('silent'), dataDir: folder }
  const report = await importFile(deps, orgId, { path, mapping })
  expect(report.bad).toBe(0)
}

function ruleFile(name: string): ReturnType<typeof ruleOfFile> {
  return ruleOfFile(JSON.parse(readFileSync(`docs/guide/rules/${name}.json`, 'utf8')))
}

function test(name: string) {
  const { rule, wish } = ruleFile(name)
  return tested(rule, wish)
}

async function tested(
  rule: ReturnType<typeof ruleOfFile>['rule'],
  wish: ReturnType<typeof ruleOfFile>['wish'],
) {
  return (await read(db, { orgId, now: NOW }, (ctx) => runBacktest(ctx, { rule, wish })))!
}
