import type { MissReport } from '../../api/misses.ts'
import { bestOf, LOSS_KINDS } from '../../core/backtest/miss.ts'
import { dayOf } from '../../core/calendar.ts'
import { formatFen } from '../../core/money.ts'
import { LOSS_WORDS } from '../../text/misses.ts'
import { composeMisses } from '../modules/backtest/index.ts'
import { readArguments } from './arguments.ts'
import { print, readAs, withInstallation } from './open.ts'

const MOST = 10

/** `bw misses`: what went wrong in the year up to a day although nobody was warned; writes nothing. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org'] })
  const asOf = args.day('as-of')
  const report = await withInstallation((opened) =>
    readAs(opened, args.text('org'), (ctx) => composeMisses(ctx, asOf ?? dayOf(ctx.now))),
  )
  print(args.flag('json'), report, () => describe(report))
  return 0
}

function describe({ from, to, losses, candidates }: MissReport): string {
  const lines = [`漏报 ${from} 至 ${to}`]
  for (const kind of LOSS_KINDS) {
    const own = losses.filter((loss) => loss.kind === kind)
    const missed = own.filter(({ foreseen }) => foreseen === null)
    const fen = missed.reduce((sum, { valueFen }) => sum + valueFen, 0)
    lines.push(
      `${LOSS_WORDS[kind].zh}：${own.length} 次，没人提醒 ${missed.length} 次，¥${formatFen(BigInt(fen))}`,
    )
  }
  const tried = candidates.map((one) => ({ ...one, caught: one.caught.map(({ loss }) => loss) }))
  for (const { title, move, alerts, caught } of bestOf(tried, MOST)) {
    const how = move ? `${move.label.zh} ${move.from} 改为 ${move.to}` : '打开'
    lines.push(`  ${title.zh}（${how}）：能看到 ${caught.length} 次，一年提醒 ${alerts} 次`)
  }
  return lines.join('\n')
}
