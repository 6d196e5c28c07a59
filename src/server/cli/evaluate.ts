import { formatInstant } from '../../core/calendar.ts'
import { evaluateOrg } from '../modules/watch/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readArguments } from './arguments.ts'
import { chooseOrg, print, withInstallation } from './open.ts'

/** `bw evaluate`: evaluates everything that facts or time have made due, now. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['org'] })
  const done = await withInstallation(async (opened) => {
    const { id } = await chooseOrg(opened, args.text('org'))
    return evaluateOrg(opened.installation.db, { orgId: id, now: systemClock.now() })
  })
  print(
    args.flag('json'),
    done,
    () =>
      `已评估 ${done.subjects} 个对象，触发 ${done.opened} 条，恢复 ${done.cleared} 条（截至 ${formatInstant(done.tick)}）`,
  )
  return 0
}
