import { type Installation, openInstallation } from '../installation.ts'
import { systemClock } from '../platform/clock.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { type ReadCtx, read } from '../platform/context.ts'
import { createLog, type Logger } from '../platform/log.ts'
import { UsageError } from './arguments.ts'

export type Opened = { installation: Installation; config: Config; log: Logger }

/** Opens the installation for one command, joining a running server's database, and closes it afterwards. */
export async function withInstallation<T>(fn: (opened: Opened) => Promise<T>): Promise<T> {
  const config = readConfig()
  const log = createLog(process.env['BELLWETHER_LOG'] ?? 'warn')
  const installation = await openInstallation(config, log)
  try {
    return await fn({ installation, config, log })
  } finally {
    await installation.close()
  }
}

/** The organisation named by slug or name; optional while there is one, or one beside the demo. */
export async function chooseOrg(
  { installation }: Opened,
  name: string | undefined,
): Promise<{ id: string; slug: string; name: string }> {
  const orgs = await installation.db.selectFrom('org').selectAll().orderBy('created_at').execute()
  if (name !== undefined) {
    const found = orgs.find((org) => org.slug === name || org.name === name)
    if (!found)
      throw new UsageError(
        `no organisation "${name}"; there are: ${orgs.map((org) => org.slug).join(', ') || 'none'}`,
      )
    return found
  }
  const own = orgs.filter((org) => !org.is_demo)
  if (orgs.length === 1) return orgs[0]!
  if (own.length === 1) return own[0]!
  if (orgs.length === 0)
    throw new UsageError('there is no organisation yet; run `bw start`, or import with --org NAME')
  throw new UsageError(`several organisations, choose with --org: ${orgs.map((org) => org.slug).join(', ')}`)
}

/** Runs a read as the system (all data) of the chosen organisation. */
export async function readAs<T>(
  opened: Opened,
  org: string | undefined,
  fn: (ctx: ReadCtx) => Promise<T>,
): Promise<T> {
  const { id } = await chooseOrg(opened, org)
  return read(opened.installation.db, { orgId: id, now: systemClock.now() }, fn)
}

/** Results go to standard output, as JSON for machines (fen as integers) or as the text given. */
export function print(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(
    json
      ? `${JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? Number(item) : item), 2)}\n`
      : `${text()}\n`,
  )
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
