import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { measureAlerts } from './alerts.ts'
import { type ArchiveFigures, measureArchive } from './archive.ts'
import { type Loaded, loadCompany, openPlace, type Place, type Say } from './company.ts'
import { type EvaluationFigures, measureEvaluation } from './evaluation.ts'
import { atLeast, round, table, type Verdict } from './figures.ts'
import { measureReceivables, type ReceivableFigures } from './receivables.ts'
import { measureScreens } from './screens.ts'
import { readSettings, type Settings } from './settings.ts'

type Report = {
  machine: string
  customers: number
  rows: Record<string, number>
  import?: { file: string; rows: number; seconds: number; rowsPerSecond: number; cpu: object | null }[]
  evaluation?: EvaluationFigures
  receivables?: ReceivableFigures
  screens?: Awaited<ReturnType<typeof measureScreens>>['figures']
  alerts?: Awaited<ReturnType<typeof measureAlerts>>['figures']
  archive?: ArchiveFigures
  verdicts: Verdict[]
}

/** `npm run bench`: see bench/README.md. Exit code 1 when a bound is missed. */
async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2))
  const started = performance.now()
  const say: Say = (line) =>
    process.stderr.write(`[${((performance.now() - started) / 1000).toFixed(0)} s] ${line}\n`)
  const place = await openPlace(settings)
  try {
    const report = await measureAll(place, settings, say)
    process.stdout.write(`${print(report)}\n`)
    if (settings.output) {
      mkdirSync(dirname(settings.output), { recursive: true })
      writeFileSync(settings.output, `${JSON.stringify(report, null, 2)}\n`)
    }
    return report.verdicts.every(({ ok }) => ok) ? 0 : 1
  } finally {
    await place.close()
    if (!settings.keep) rmSync(settings.dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measureAll(place: Place, settings: Settings, say: Say): Promise<Report> {
  const { parts, customers } = settings
  const loaded = place.orgId === null ? await loadCompany(place, settings, say) : null
  const orgId = loaded?.orgId ?? place.orgId!
  const report: Report = {
    machine: `${cpus().length} cores, Node ${process.versions.node}, PostgreSQL ${await versionOf(place)}`,
    customers,
    rows: await countRows(place, orgId),
    verdicts: [],
  }
  if (loaded && parts.includes('import')) addImport(report, loaded)
  if (parts.includes('evaluation')) {
    report.evaluation = await measureEvaluation(place, orgId, say)
    report.verdicts.push(...report.evaluation.verdicts)
  }
  if (parts.includes('receivables')) {
    const { figures, verdicts } = await measureReceivables(place, { orgId, say })
    report.receivables = figures
    report.verdicts.push(...verdicts)
  }
  if (parts.includes('screens')) {
    const { figures, verdicts } = await measureScreens(place, { orgId, seconds: settings.secondsEach, say })
    report.screens = figures
    report.verdicts.push(...verdicts)
  }
  if (parts.includes('alerts')) {
    const { figures, verdicts } = await measureAlerts(place, { orgId, say })
    report.alerts = figures
    report.verdicts.push(...verdicts)
  }
  if (parts.includes('archive')) {
    const { figures, verdicts } = await measureArchive(place, { orgId, settings, say })
    report.archive = figures
    report.verdicts.push(...verdicts)
  }
  return report
}

function addImport(report: Report, loaded: Loaded): void {
  report.import = loaded.imported.map(({ file, rows, seconds, cpu }) => ({
    cpu,
    file,
    rows,
    seconds: round(seconds),
    rowsPerSecond: round(rows / seconds),
  }))
  for (const { file, rowsPerSecond } of report.import) {
    if (file === 'invoices')
      report.verdicts.push(atLeast('import of invoices with payments', rowsPerSecond, 3_000, ' rows/s'))
  }
}

async function versionOf({ admin }: Place): Promise<string> {
  const { rows } = await admin.query('show server_version')
  return rows[0].server_version
}

async function countRows({ admin }: Place, orgId: string): Promise<Record<string, number>> {
  const tables = ['customer', 'deal', 'stage_change', 'activity', 'invoice', 'instalment', 'payment']
  const counts: Record<string, number> = {}
  for (const name of tables) {
    const { rows } = await admin.query(`select count(*)::int as n from ${name} where org_id = $1`, [orgId])
    counts[name] = rows[0].n
  }
  return counts
}

function print(report: Report): string {
  const parts = [`${report.machine}; rows: ${JSON.stringify(report.rows)}`]
  if (report.import) {
    const rows = report.import.map((one) => [
      one.file,
      one.rows,
      one.seconds,
      one.rowsPerSecond,
      shown(one.cpu),
    ])
    parts.push(table([['import', 'rows', 'seconds', 'rows/s', 'processor'], ...rows]))
  }
  if (report.evaluation) {
    const { subjects, findings, seconds, sqlSeconds, ratio, disagreements } = report.evaluation
    const { repeated, cpuRatio, againSeconds } = report.evaluation
    parts.push(
      table([
        ['evaluation', 'findings', 'seconds', 'SQL seconds', 'ratio', 'all again', 'nothing due'],
        [`${subjects} subjects`, findings, seconds, sqlSeconds, ratio, repeated.seconds, againSeconds],
      ]),
    )
    parts.push(
      `processor: ${shown(report.evaluation.cpu)}; SQL: ${shown(report.evaluation.sqlCpu)}; ratio ${cpuRatio ?? 'unknown'}`,
      `all again: ${shown(repeated.cpu)}; ratio ${repeated.cpuRatio ?? 'unknown'}`,
    )
    if (Object.keys(disagreements).length > 0) parts.push(`DISAGREE ${JSON.stringify(disagreements)}`)
  }
  if (report.receivables) parts.push(...receivablesOf(report.receivables))
  if (report.screens) {
    const rows = report.screens.map(({ screen, who, connections, product, floor, ratio }) => [
      `${screen}, ${who}`,
      connections,
      ...[product, floor].flatMap((one) => [one.p50, one.p99, one.perSecond, one.samples, one.cpuMs ?? '']),
      ratio,
    ])
    const names = ['p50', 'p99', '/s', 'samples', 'cpu ms']
    parts.push(
      table([['screen', 'conn.', ...names, ...names.map((name) => `floor ${name}`), 'ratio'], ...rows]),
    )
  }
  if (report.alerts) {
    const rows = report.alerts.flatMap(({ writers, write, visible }) => [
      [`write answered, ${writers} writers`, write.p50, write.p99, write.samples, write.perSecond],
      [`alert visible, ${writers} writers`, visible.p50, visible.p99, visible.samples, visible.perSecond],
    ])
    parts.push(table([['write → alert', 'p50', 'p99', 'samples', '/s'], ...rows]))
  }
  if (report.archive) parts.push(...archiveOf(report.archive))
  const verdicts = report.verdicts.map(({ name, value, bound, ok }) => [
    ok ? 'ok' : 'MISSED',
    name,
    value,
    bound,
  ])
  parts.push(table([['', 'must', 'measured', 'bound'], ...verdicts]))
  return parts.join('\n\n')
}

function archiveOf({ contracts, searches, plan }: ArchiveFigures): string[] {
  const rows = searches.map(({ search, who, found, isCapped, product, floor, ratio }) => [
    `${search}, ${who}`,
    isCapped ? `${found}+` : found,
    ...[product, floor].flatMap(({ p50, p99, samples }) => [p50, p99, samples]),
    ratio,
  ])
  const head = ['p50', 'p99', 'samples', 'SQL p50', 'SQL p99', 'samples', 'product ÷ SQL']
  return [table([[`search among ${contracts} contracts`, 'found', ...head], ...rows]), plan]
}

function receivablesOf({ exposure, ageing }: ReceivableFigures): string[] {
  const { p50, p99, samples } = exposure
  const rows = ageing.map((one) => [one.reading, one.seconds, one.sqlSeconds, one.ratio, one.cpuRatio ?? ''])
  return [
    table([
      ['credit check', 'p50', 'p99', 'samples'],
      ['inside an order write', p50, p99, samples],
    ]),
    table([['ageing', 'seconds', 'SQL seconds', 'ratio', 'processor ratio'], ...rows]),
  ]
}

function shown(cpu: object | null): string {
  return cpu
    ? Object.entries(cpu)
        .map(([name, seconds]) => `${name} ${round(seconds)} s`)
        .join(', ')
    : 'unknown'
}

process.exitCode = await main()
