import { join } from 'node:path'
import { type Day, dayOf } from '../src/core/calendar.ts'
import { openInstallation } from '../src/server/installation.ts'
import { recordActivities } from '../src/server/modules/customers/index.ts'
import { saveDeals } from '../src/server/modules/deals/index.ts'
import { saveDepartments, savePeople, setDepartmentManager } from '../src/server/modules/identity/index.ts'
import { type ImportReport, importFile } from '../src/server/modules/imports/index.ts'
import { createOrganisation } from '../src/server/modules/setup/index.ts'
import { newId, systemClock } from '../src/server/platform/clock.ts'
import { type Config, readConfig } from '../src/server/platform/config.ts'
import { type WriteCtx, write } from '../src/server/platform/context.ts'
import { hashPassword } from '../src/server/platform/crypto.ts'
import { openPool } from '../src/server/platform/db.ts'
import { createLog } from '../src/server/platform/log.ts'
import { buildScaled, type Scaled } from '../src/world/scaled.ts'
import { cpuOf } from './cpu.ts'
import { CUSTOMER_MAPPING, INVOICE_MAPPING, writeCustomers, writeInvoices } from './ledger.ts'
import type { Settings } from './settings.ts'

const SLUG = 'bench'
export const PASSWORD = 'measured-twice-cut-once'

export type Place = Awaited<ReturnType<typeof openPlace>>

/** The installation that is measured, by the product's own door, and a superuser's pool beside it. */
export async function openPlace(settings: Settings) {
  const config: Config = {
    ...readConfig({}),
    dataDir: settings.dataDir,
    demo: false,
    databaseUrl: process.env['DATABASE_URL'] ?? null,
  }
  const log = createLog('warn')
  const installation = await openInstallation(config, log)
  const admin = openPool(installation.admin, 4)
  const org = await installation.db.selectFrom('org').select('id').where('slug', '=', SLUG).executeTakeFirst()
  const close = async () => {
    await admin.end()
    await installation.close()
  }
  return { installation, config, log, admin, close, orgId: org?.id ?? null }
}

type Cpu = Awaited<ReturnType<typeof cpuOf>>['cpu']

export type Loaded = {
  orgId: string
  today: Day
  imported: { file: string; rows: number; seconds: number; cpu: Cpu; report: ImportReport }[]
}

/**
 * A company of the world generator in an empty organisation: people, then customers and invoices with their
 * payments through the import of files, then deals and follow-ups through the functions behind the pages.
 */
export async function loadCompany(place: Place, settings: Settings, say: Say): Promise<Loaded> {
  const today = dayOf(systemClock.now())
  const world = buildScaled({ seed: 'bench', today, customers: settings.customers })
  const { orgId, value: people } = await createOrganisation(
    place.installation.db,
    { slug: SLUG, name: '量测有限公司', isDemo: false, now: systemClock.now() },
    (ctx) => loadPeople(ctx, world),
  )
  const names = new Map(world.people.map(({ login, name }) => [login, name]))
  const customers = join(settings.dataDir, 'customers.csv')
  const invoices = join(settings.dataDir, 'invoices.csv')
  await writeCustomers(customers, world, names)
  await writeInvoices(invoices, world, names)
  say('the ledgers are written')
  const imported: Loaded['imported'] = []
  for (const [file, mapping] of [
    [customers, CUSTOMER_MAPPING],
    [invoices, INVOICE_MAPPING],
  ] as const) {
    const started = performance.now()
    const deps = {
      db: place.installation.db,
      clock: systemClock,
      log: place.log,
      dataDir: settings.dataDir,
    }
    const { value: report, cpu } = await cpuOf(settings.dataDir, process.pid, () =>
      importFile(deps, orgId, { path: file, mapping }),
    )
    const seconds = (performance.now() - started) / 1000
    if (report.bad > 0 || report.new !== report.rows)
      throw new Error(`${file}: ${JSON.stringify({ ...report, totals: null })}`)
    imported.push({ file: mapping.target, rows: report.rows, seconds, cpu, report })
    say(`${mapping.target}: ${report.rows} rows in ${seconds.toFixed(1)} s`)
  }
  await loadSales(place, { orgId, today, world, people, say })
  await place.admin.query('vacuum analyze')
  return { orgId, today, imported }
}

export type Say = (line: string) => void

async function loadPeople(ctx: WriteCtx, world: Scaled): Promise<Map<string, string>> {
  const names = [...new Set(world.people.map(({ department }) => department))]
  const ids = await saveDepartments(
    ctx,
    names.map((name) => ({ name })),
  )
  const departments = new Map(names.map((name, index) => [name, ids[index]!]))
  const passwordHash = await hashPassword(PASSWORD)
  const saved = await savePeople(
    ctx,
    world.people.map(({ login, name, staffNo, roles, department }) => ({
      login,
      name,
      staffNo,
      roles,
      departmentId: departments.get(department)!,
      passwordHash,
    })),
  )
  const people = new Map(world.people.map(({ login }, index) => [login, saved[index]!.id]))
  for (const { login, department, roles } of world.people) {
    if (roles.includes('manager'))
      await setDepartmentManager(ctx, departments.get(department)!, people.get(login)!)
  }
  return people
}

type Sales = { orgId: string; today: Day; world: Scaled; people: ReadonlyMap<string, string>; say: Say }

async function loadSales(place: Place, { orgId, today, world, people, say }: Sales): Promise<void> {
  const rows = await place.admin.query('select id, external_code from customer where org_id = $1', [orgId])
  const customers = new Map<string, string>(rows.rows.map((row) => [row.external_code, row.id]))
  const source = { batchId: newId(), historyDelayDays: 0, historyUntil: today }
  const inWrite = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
    write(place.installation.db, { orgId, now: systemClock.now(), source }, fn)
  for (const chunk of world.deals()) {
    await inWrite((ctx) =>
      saveDeals(
        ctx,
        chunk.map(({ code, customer, responsible, ...deal }) => ({
          ...deal,
          externalCode: code,
          customerId: customers.get(customer)!,
          responsibleId: people.get(responsible)!,
        })),
      ),
    )
  }
  say('the deals are in')
  for (const chunk of world.activities()) {
    await inWrite((ctx) =>
      recordActivities(
        ctx,
        chunk.map(({ code, customer, user, deal: _none, ...activity }) => ({
          ...activity,
          externalCode: code,
          customerId: customers.get(customer)!,
          userId: people.get(user)!,
        })),
      ),
    )
  }
  say('the follow-ups are in')
}
