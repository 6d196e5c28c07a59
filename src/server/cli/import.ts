import { readFileSync } from 'node:fs'
import { parseMapping } from '../../api/imports.ts'
import { formatFen } from '../../core/money.ts'
import { sentenceOf } from '../../text/errors.ts'
import { savePeople } from '../modules/identity/index.ts'
import { type ImportReport, importFile } from '../modules/imports/index.ts'
import { createOrganisation } from '../modules/setup/index.ts'
import { systemClock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { readArguments, UsageError } from './arguments.ts'
import { chooseOrg, type Opened, print, withInstallation } from './open.ts'

/** Exit status when rows came back: the import is done, and yet somebody has to look. */
const SOME_ROWS_BAD = 3

/** `bw import`: a file and its mapping into an organisation, all at once; a second time changes nothing. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['mapping', 'org'] })
  const [path, ...more] = args.words
  const mappingPath = args.text('mapping')
  if (!path || more.length > 0 || !mappingPath)
    throw new UsageError('needs one FILE and --mapping MAPPING.json')
  const mapping = readMapping(mappingPath)
  const report = await withInstallation(async (opened) => {
    const { installation, config, log } = opened
    const orgId = await findOrCreateOrg(opened, args.text('org'))
    const deps = { db: installation.db, clock: systemClock, log, dataDir: config.dataDir }
    try {
      return await importFile(deps, orgId, { path, mapping })
    } catch (error) {
      throw error instanceof AppError ? new Error(explain(error)) : error
    }
  })
  print(args.flag('json'), report, () => describe(report))
  return report.bad > 0 ? SOME_ROWS_BAD : 0
}

/** The organisation of that name, made when it is not there: a first import needs nothing else. */
async function findOrCreateOrg(opened: Opened, name: string | undefined): Promise<string> {
  const { db } = opened.installation
  const orgs = await db.selectFrom('org').select(['id', 'slug', 'name']).execute()
  const found = orgs.find((org) => org.slug === name || org.name === name)
  if (found) return found.id
  if (name === undefined && orgs.length > 0) return (await chooseOrg(opened, name)).id
  const wanted = (name ?? 'company').toLowerCase()
  const slug = /^[a-z0-9-]{1,40}$/.test(wanted) ? wanted : `company-${orgs.length + 1}`
  const fresh = { slug, name: name ?? 'company', isDemo: false, now: systemClock.now() }
  const { orgId } = await createOrganisation(db, fresh, async (ctx) => {
    await savePeople(ctx, [
      { login: 'boss', name: '老板', roles: ['boss', 'admin'], mustChangePassword: true },
    ])
  })
  return orgId
}

function readMapping(path: string) {
  try {
    return parseMapping(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new UsageError(`${path} is not a mapping: ${(error as Error).message}`)
  }
}

/** The questions a mapping leaves open, with their examples: on the command line nobody can answer them. */
function explain(error: AppError): string {
  const { questions } = error.detail
  const text = sentenceOf(error.code, error.detail)
  return questions === undefined ? text : `${text}\n${JSON.stringify(questions, null, 2)}`
}

function describe(report: ImportReport): string {
  const { totals } = report
  const lines = [
    `${report.rows} 行：新增 ${report.new}，更新 ${report.changed}，不变 ${report.same}，有误 ${report.bad}，重复 ${report.duplicate}`,
  ]
  if (totals && totals.fileTotalFen !== null) {
    const sign = totals.agree ? '=' : '≠'
    lines.push(`导入合计 ¥${formatFen(totals.amountFen)} ${sign} 您的合计 ¥${formatFen(totals.fileTotalFen)}`)
  } else if (totals && totals.amountFen !== 0n) lines.push(`导入合计 ¥${formatFen(totals.amountFen)}`)
  if (report.undated > 0) {
    lines.push(`${report.undated} 条商机没有任何日期：已导入，但不会出现在任何日期的统计里`)
  }
  if (report.errorFile) lines.push(`有误的行：${report.errorFile}`)
  return lines.join('\n')
}
