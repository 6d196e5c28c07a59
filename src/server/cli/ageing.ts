import { dayOf } from '../../core/calendar.ts'
import { formatFen } from '../../core/money.ts'
import { readAgeing } from '../modules/receivables/index.ts'
import { readArguments, UsageError } from './arguments.ts'
import { print, readAs, withInstallation } from './open.ts'

const TOP_MAX = 10_000

/** `bw ageing`: ageing by due date as of a day, in either reading of the past. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org', 'top'], flags: ['known'] })
  const reading = args.flag('known') ? 'known' : 'business'
  const asOf = args.day('as-of')
  const top = Number(args.text('top') ?? 10)
  if (!Number.isInteger(top) || top < 1 || top > TOP_MAX)
    throw new UsageError(`--top must be a number from 1 to ${TOP_MAX}, got "${args.text('top')}"`)
  const ageing = await withInstallation((opened) =>
    readAs(opened, args.text('org'), (ctx) =>
      readAgeing(ctx, { asOf: asOf ?? dayOf(ctx.now), reading, top }),
    ),
  )
  const shape = {
    asOf: ageing.asOf,
    reading: ageing.reading,
    open: ageing.open,
    overdue: ageing.overdue,
    unallocatedFen: ageing.unallocatedFen,
    buckets: ageing.buckets.map(({ label, fromDays, toDays, count, amountFen }) => ({
      label,
      fromDays,
      toDays,
      count,
      amountFen,
    })),
    customers: ageing.customers
      .filter((row) => row.overdueFen > 0n)
      .map((row) => ({
        customer: row.externalCode ?? row.name,
        name: row.name,
        openFen: row.openFen,
        overdueCount: row.overdueCount,
        overdueFen: row.overdueFen,
        maxOverdueDays: row.maxOverdueDays,
      })),
  }
  print(args.flag('json'), shape, () =>
    [
      `账龄 ${shape.asOf}（${reading === 'known' ? '按当时所知' : '按业务日期'}）`,
      `应收 ${shape.open.count} 笔 ¥${formatFen(shape.open.amountFen)}，逾期 ${shape.overdue.count} 笔 ¥${formatFen(shape.overdue.amountFen)}`,
      ...shape.buckets.map(
        (bucket) =>
          `  ${bucket.label.padEnd(8)} ${String(bucket.count).padStart(6)}  ¥${formatFen(bucket.amountFen)}`,
      ),
      ...shape.customers.map(
        (row) =>
          `  ${row.name}  ${row.overdueCount} 笔  ¥${formatFen(row.overdueFen)}  最长 ${row.maxOverdueDays} 天`,
      ),
    ].join('\n'),
  )
  return 0
}
