import { existsSync, readFileSync } from 'node:fs'
import { type BacktestReport, type BacktestWish, backtestWish } from '../../api/backtest.ts'
import { FEWEST_EVENTS } from '../../core/backtest/report.ts'
import type { Rule } from '../../core/watch/rule.ts'
import { shareText } from '../../text/backtest.ts'
import { sentenceOf } from '../../text/errors.ts'
import { ruleOfFile, runBacktest } from '../modules/backtest/index.ts'
import { loadRules } from '../modules/watch/index.ts'
import type { ReadCtx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { readArguments, UsageError } from './arguments.ts'
import { print, readAs, withInstallation } from './open.ts'

/**
 * `bw backtest`: a rule of the organisation, or one in a file, over a past span. A rule file may carry its
 * evaluation days, span and outcome; what is said on the command line wins.
 */
export async function run(argv: string[]): Promise<number> {
  const texts = ['rule', 'from', 'to', 'outcome', 'mode', 'looks', 'thresholds', 'org']
  const args = readArguments(argv, { texts })
  const name = args.text('rule')
  if (!name || args.words.length > 0) throw new UsageError('needs --rule FILE or --rule CODE')
  const said = wishOf({
    from: args.day('from'),
    to: args.day('to'),
    outcome: args.text('outcome'),
    mode: args.text('mode'),
    looks: args.text('looks'),
    thresholds: args.text('thresholds')?.split(',').map(Number),
  })
  const report = await withInstallation((opened) =>
    readAs(opened, args.text('org'), async (ctx) => {
      const { rule, wish } = existsSync(name) ? readRuleFile(name) : await storedRule(ctx, name)
      try {
        return (await runBacktest(ctx, { rule, wish: { ...wish, ...said } }))!
      } catch (error) {
        throw error instanceof AppError ? new Error(explain(error)) : error
      }
    }),
  )
  print(args.flag('json'), report, () => describe(report))
  return 0
}

function wishOf(said: Record<string, unknown>): BacktestWish {
  const kept = Object.entries(said).filter(([, value]) => value !== undefined)
  const parsed = backtestWish.safeParse(Object.fromEntries(kept))
  if (parsed.success) return parsed.data
  throw new UsageError(
    parsed.error.issues.map((issue) => `--${issue.path[0]?.toString()} ${issue.message}`).join('; '),
  )
}

function readRuleFile(path: string): { rule: Rule; wish: BacktestWish } {
  try {
    return ruleOfFile(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new UsageError(`${path} is not a rule file: ${(error as Error).message}`)
  }
}

async function storedRule(ctx: ReadCtx, name: string): Promise<{ rule: Rule; wish: BacktestWish }> {
  const rules = await loadRules(ctx)
  const found = rules.find((rule) => rule.code === name || rule.id === name)
  if (found) return { rule: found.current, wish: {} }
  throw new UsageError(
    `no file and no rule "${name}"; rules are: ${rules.map(({ code }) => code).join(', ')}`,
  )
}

function explain(error: AppError): string {
  const { problems } = error.detail
  const text = sentenceOf(error.code, error.detail)
  return problems === undefined ? text : `${text}\n${JSON.stringify(problems, null, 2)}`
}

function describe(report: BacktestReport): string {
  const { truePositive: tp, falsePositive: fp, missed, intervals } = report
  const { events } = report.modes.episodes
  // How many times better than chance is as much a claim as a percentage.
  const times = (lift: number | null) => (lift === null || events < FEWEST_EVENTS ? '—' : lift.toFixed(2))
  const { lift } = intervals
  const range = lift && events >= FEWEST_EVENTS ? `（${lift.low.toFixed(2)}–${lift.high.toFixed(2)}）` : ''
  return [
    report.rule.sentence.zh,
    report.sentence.zh,
    report.verdictText.zh,
    `对照：${report.outcomeText.zh}`,
    `准确 ${shareText(tp, tp + fp, events)}，抓住 ${shareText(tp, tp + missed, events)}，提升 ${times(report.lift)}${range}，每人每周 ${report.perWeekPerPerson.toFixed(2)} 条`,
    ...report.variants.map(
      (row) =>
        `  ${String(row.value).padStart(8)}  ${row.alerts} 条，准确 ${shareText(row.truePositive, row.truePositive + row.falsePositive, events)}，提升 ${times(row.lift)}，提前 ${row.medianLeadDays ?? '—'} 天`,
    ),
    ...report.notes.map(({ text }) => `注意：${text.zh}`),
  ].join('\n')
}
