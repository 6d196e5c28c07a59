import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { furnishDemo } from '../src/server/cli/demo/ensure-demo.ts'
import { loadCompany } from '../src/server/cli/demo/load-company.ts'
import { MEASURED_AT, MEASURED_ON, measureTemplates } from '../src/server/cli/demo/measure-templates.ts'
import { createOrg } from '../src/server/modules/identity/index.ts'
import { read } from '../src/server/platform/context.ts'
import { openDb, openPool } from '../src/server/platform/db.ts'
import { startPostgres } from '../src/server/platform/embedded-postgres.ts'
import { migrate } from '../src/server/platform/migrate.ts'
import { backtestSentence, VERDICT_TEXT } from '../src/text/backtest.ts'

/**
 * Measures every rule template on the example company in a database of its own, and writes what the page of
 * the templates shows. To be run again whenever a template, the example company or the backtest changes.
 */
const FILE = join(import.meta.dirname, '../src/core/backtest/template-records.json')

const say = (line: string) => process.stderr.write(`${line}\n`)
const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-bench-templates-'))
const server = await startPostgres({ dataDir })
const place = { host: server.socketDir, port: server.port, user: server.user }
try {
  await measure()
} finally {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}

async function measure(): Promise<void> {
  const first = openPool({ ...place, database: 'postgres' }, 1)
  await first.query('create database bench')
  await first.end()
  const admin = openPool({ ...place, database: 'bench' }, 2)
  await migrate(admin, null)
  await admin.end()
  const app = openPool({ ...place, user: 'bellwether_app', database: 'bench' }, 4)
  const db = openDb(app)
  const org = { slug: 'demo', name: 'Demo', isDemo: true, now: MEASURED_AT }
  const { orgId, value } = await createOrg(db, org, (ctx) => furnishDemo(ctx, MEASURED_ON))
  await loadCompany({ db, orgId, now: MEASURED_AT, people: value.people, say }, value.company)
  const found = await read(db, { orgId, now: MEASURED_AT }, (ctx) => measureTemplates(ctx))
  await app.end()
  writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`)
  for (const [code, record] of Object.entries(found.records)) {
    const said = backtestSentence(record, record).zh
    const lift = record.lift === null ? '' : ` ×${record.lift}`
    say(`${code.padEnd(26)}${said}${lift}：${VERDICT_TEXT[record.verdict].zh}`)
  }
}
