import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseMapping } from '../../api/imports.ts'
import { importFile } from '../modules/imports/index.ts'
import { createOrganisation } from '../modules/setup/index.ts'
import { savePeople } from '../modules/identity/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readArguments, UsageError } from './arguments.ts'
import { chooseOrg, type Opened, print, withInstallation } from './open.ts'

/** `bw import FILE --mapping MAPPING.json [--org NAME]`: exit 0 when every row went in, 3 when some came back bad. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['mapping', 'org'] })
  const [file] = args.words
  const mappingFile = args.text('mapping')
  if (!file || !mappingFile) throw new UsageError('name the file and --mapping MAPPING.json')
  const mapping = parseMapping(JSON.parse(readFileSync(mappingFile, 'utf8')))
  const batch = await withInstallation(async (opened) => {
    const orgId = await findOrCreateOrg(opened, args.text('org'))
    const { db } = opened.installation
    const deps = { db, clock: systemClock, log: opened.log, dataDir: opened.config.dataDir }
    return importFile(deps, orgId, { name: basename(file), path: file, mapping })
  })
  if (batch.status !== 'done') throw new Error(`${batch.error?.code} ${JSON.stringify(batch.error?.detail)}`)
  const { counts } = batch
  const shape = { ...counts, errorFile: batch.error_file_path }
  print(args.flag('json'), shape, () =>
    [
      `${counts.rows} 行：新增 ${counts.new}，更新 ${counts.changed}，未变 ${counts.same}，退回 ${counts.bad}`,
      ...(counts.undated > 0 ? [`其中 ${counts.undated} 行没有任何日期，不计入任何截至日期的数字`] : []),
      ...(batch.error_file_path ? [`退回的行及原因：${batch.error_file_path}`] : []),
    ].join('\n'),
  )
  return counts.bad > 0 ? 3 : 0
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
    await savePeople(ctx, [{ login: 'boss', name: '老板', roles: ['boss', 'admin'], mustChangePassword: true }])
  })
  return orgId
}
