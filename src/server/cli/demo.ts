import { dayOf } from '../../core/calendar.ts'
import { systemClock } from '../platform/clock.ts'
import { read } from '../platform/context.ts'
import { readArguments } from './arguments.ts'
import { demoCompany, ensureDemo, findDemo } from './demo/ensure-demo.ts'
import { writeLedgers } from './demo/write-ledgers.ts'
import { print, withInstallation } from './open.ts'

/**
 * `bw demo`: creates the demo company beside whatever is there and says who can sign in; `--ledgers DIR`
 * writes its messy spreadsheets, `--as-of` choosing the day on which they were kept.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['ledgers', 'as-of'] })
  const directory = args.text('ledgers')
  const now = systemClock.now()
  return withInstallation(async ({ installation }) => {
    const { db } = installation
    const demo = await ensureDemo(installation, (line) => process.stderr.write(`${line}\n`))
    if (directory === undefined) {
      print(args.flag('json'), demo, () => describe(demo))
      return 0
    }
    const orgId = (await findDemo(db))!
    const today = args.day('as-of') ?? dayOf(now)
    const company = await read(db, { orgId, now }, (ctx) => demoCompany(ctx, today))
    const files = await writeLedgers(company, directory)
    print(args.flag('json'), { directory, files }, () =>
      files.map((file) => `${directory}/${file}`).join('\n'),
    )
    return 0
  })
}

function describe({ created, accounts, link }: Awaited<ReturnType<typeof ensureDemo>>): string {
  if (!created) return '演示企业已经存在 · the demo company is already there'
  const rows = accounts.map(({ login, password, name }) => `${login.padEnd(14)} ${password}   ${name}`)
  return [...rows, `/link#${link}`].join('\n')
}
