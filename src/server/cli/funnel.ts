import { dayOf } from '../../core/calendar.ts'
import { formatFen } from '../../core/money.ts'
import { readFunnel } from '../modules/deals/index.ts'
import { readArguments } from './arguments.ts'
import { print, readAs, withInstallation } from './open.ts'

/** `bw funnel`: open, won and lost deals as of a day. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org'], flags: ['known'] })
  const asOf = args.day('as-of')
  const funnel = await withInstallation((opened) =>
    readAs(opened, args.text('org'), (ctx) =>
      readFunnel(ctx, { asOf: asOf ?? dayOf(ctx.now), reading: args.flag('known') ? 'known' : 'business' }),
    ),
  )
  const shape = {
    ...funnel,
    stages: funnel.stages.map(({ stage, count, amountFen }) => ({ stage, count, amountFen })),
  }
  print(args.flag('json'), shape, () =>
    [
      `漏斗 ${shape.asOf}`,
      `进行中 ${shape.open.count} 个 ¥${formatFen(shape.open.amountFen)}，赢单 ${shape.won.count} 个 ¥${formatFen(shape.won.amountFen)}，输单 ${shape.lost.count} 个`,
      ...(shape.undated > 0 ? [`另有 ${shape.undated} 个商机没有任何日期，不计入任何截至日期的数字`] : []),
      ...funnel.stages.map((stage) => `  ${stage.name}  ${stage.count}  ¥${formatFen(stage.amountFen)}`),
      ...shape.byMonth.map(
        (row) => `  ${row.month}  赢 ${row.won}  输 ${row.lost}  ¥${formatFen(row.wonAmountFen)}`,
      ),
    ].join('\n'),
  )
  return 0
}
