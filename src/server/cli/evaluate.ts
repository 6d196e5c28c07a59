import { dayOf, formatInstant } from '../../core/calendar.ts'
import { evaluateOrg, evaluateThen } from '../modules/watch/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readArguments, UsageError } from './arguments.ts'
import { chooseOrg, print, readAs, withInstallation } from './open.ts'

/**
 * `bw evaluate`: evaluates everything that facts or time have made due, now. With a past day: what today's
 * rules make of what was known by then, from the first fact on; that writes nothing.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['org', 'as-of'] })
  const asOf = args.day('as-of')
  const today = dayOf(systemClock.now())
  if (asOf !== undefined && asOf > today)
    throw new UsageError(`--as-of ${asOf} has not come yet; today is ${today}`)
  const done = await withInstallation(async (opened) => {
    if (asOf !== undefined && asOf < today) {
      const then = await readAs(opened, args.text('org'), (ctx) => evaluateThen(ctx, asOf))
      return { ...then, asOf, replayed: true }
    }
    const { id } = await chooseOrg(opened, args.text('org'))
    const now = await evaluateOrg(opened.installation.db, { orgId: id, now: systemClock.now() })
    return { ...now, asOf: today, replayed: false }
  })
  print(
    args.flag('json'),
    done,
    () =>
      `已评估 ${done.subjects} 个对象，触发 ${done.opened} 条，恢复 ${done.cleared} 条（截至 ${formatInstant(done.tick)}${done.replayed ? '，按当时所知回放，未写入' : ''}）`,
  )
  return 0
}
