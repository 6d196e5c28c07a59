import { formatFen } from '../../core/money.ts'
import { METRICS } from '../../core/watch/metrics.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../../core/watch/subject.ts'
import { valueText } from '../../text/values.ts'
import { readFigures, readPopulation } from '../modules/watch/index.ts'
import { readArguments, UsageError } from './arguments.ts'
import { type Opened, print, readAs, withInstallation } from './open.ts'

/** `bw metrics`: the company's figures as of a day, or one metric over all its subjects. */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org', 'subject'], flags: ['known'] })
  const basis = args.flag('known') ? 'known' : 'business'
  const query = { asOf: args.day('as-of'), basis } as const
  const [metric] = args.words
  const org = args.text('org')
  return withInstallation(async (opened) => {
    if (metric === undefined) await printFigures(opened, { org, query, json: args.flag('json') })
    else {
      const subject = kindOf(args.text('subject'))
      const known = METRICS.filter((def) => subject === undefined || def.subject === subject)
      if (!known.some(({ id }) => id === metric))
        throw new UsageError(`no metric "${metric}"; there are: ${known.map(({ id }) => id).join(', ')}`)
      const found = await readAs(opened, org, (ctx) => readPopulation(ctx, { ...query, metric, subject }))
      print(args.flag('json'), found, () =>
        [
          `${found.title.zh} ${found.asOf}：${found.count} 个，中位数 ${found.median ?? '-'}，P90 ${found.p90 ?? '-'}，最大 ${found.max ?? '-'}`,
          ...found.worst.map((row) => `  ${valueText(found.unit, row.value!).zh}  ${row.label}`),
        ].join('\n'),
      )
    }
    return 0
  })
}

type Asked = {
  org: string | undefined
  query: { asOf: string | undefined; basis: 'known' | 'business' }
  json: boolean
}

async function printFigures(opened: Opened, { org, query, json }: Asked): Promise<void> {
  const figures = await readAs(opened, org, (ctx) => readFigures(ctx, query))
  const { deals, receivables } = figures
  print(json, figures, () =>
    [
      `指标 ${figures.asOf}（${figures.basis === 'known' ? '按当时所知' : '按业务日期'}）`,
      ...figures.metrics.map(
        (row) =>
          `  ${row.title.zh}  ${row.value === null ? '没有数据' : valueText(row.unit, row.value).zh}（${row.n}）`,
      ),
      `商机：进行中 ${deals.open}，累计赢单 ${deals.toDate.won}、输单 ${deals.toDate.lost}，近 90 天赢单 ${deals.last90Days.won}、输单 ${deals.last90Days.lost}`,
      `应收：未收 ${receivables.open.count} 笔 ¥${formatFen(receivables.open.amountFen)}，逾期 ${receivables.overdue.count} 笔 ¥${formatFen(receivables.overdue.amountFen)}`,
    ].join('\n'),
  )
}

function kindOf(text: string | undefined): SubjectKind | undefined {
  if (text === undefined) return undefined
  const kind = SUBJECT_KINDS.find((one) => one === text)
  if (!kind) throw new UsageError(`--subject is one of ${SUBJECT_KINDS.join(', ')}`)
  return kind
}
