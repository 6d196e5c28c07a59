import { dayOf, formatInstant } from '../../core/calendar.ts'
import { formatFen } from '../../core/money.ts'
import { alertsThen } from '../modules/watch/index.ts'
import { readArguments } from './arguments.ts'
import { print, readAs, withInstallation } from './open.ts'

/**
 * `bw alerts`: the alerts open at the end of a day. For a day before the organisation was watched they are
 * replayed from what was known then, and the answer says so.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org'], flags: ['trial'] })
  const asOf = args.day('as-of')
  const shape = await withInstallation((opened) =>
    readAs(opened, args.text('org'), async (ctx) => {
      const day = asOf ?? dayOf(ctx.now)
      const { replayed, alerts } = await alertsThen(ctx, day)
      const shown = args.flag('trial') ? alerts : alerts.filter(({ mode }) => mode === 'on')
      return {
        asOf: day,
        replayed,
        count: shown.length,
        alerts: shown.map((alert) => ({ ...alert, opened: formatInstant(alert.openedAt) })),
      }
    }),
  )
  print(args.flag('json'), shape, () =>
    [
      `预警 ${shape.asOf}${shape.replayed ? '（按当时所知回放）' : ''}：${shape.count} 条`,
      ...shape.alerts.map(
        (alert) =>
          `  ${(alert.moneyFen > 0n ? `¥${formatFen(alert.moneyFen)}` : '').padStart(15)}  ${alert.title.zh}  ${alert.customer ?? alert.subject.label}  ${alert.sentence.zh}  ${alert.responsible ?? ''}  ${alert.opened}`,
      ),
    ].join('\n'),
  )
  return 0
}
