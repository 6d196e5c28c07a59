import { z } from 'zod'
import { type Checkup, checkup } from '../../api/checkup.ts'
import { formatFen } from '../../core/money.ts'
import { composeCheckup, writeCheckup } from '../modules/checkup/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readArguments } from './arguments.ts'
import { chooseOrg, print, readAs, withInstallation } from './open.ts'

/**
 * `bw checkup`: where the money is, in five findings, and whom the rules would have told. Without `--as-of`
 * the report is kept, as after an import; for a past day it is only shown.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['as-of', 'org'] })
  const asOf = args.day('as-of')
  const org = args.text('org')
  const report = await withInstallation(async (opened) => {
    if (asOf !== undefined) return readAs(opened, org, (ctx) => composeCheckup(ctx, null, asOf))
    const { id } = await chooseOrg(opened, org)
    return writeCheckup({ db: opened.installation.db, clock: systemClock }, { orgId: id })
  })
  print(args.flag('json'), z.encode(checkup, report!), () => describe(report!))
  return 0
}

function describe(report: Checkup): string {
  const lines = [
    `首次体检 ${report.asOf}：${report.customers} 个客户欠 ¥${formatFen(report.open.amountFen)}，其中逾期 ¥${formatFen(report.overdue.amountFen)}（${report.overdue.count} 期）`,
  ]
  for (const [index, { title, sentence, subjects }] of report.findings.entries()) {
    lines.push('', `${index + 1}. ${title.zh}：${sentence.zh}`)
    for (const { name, amountFen, note, told } of subjects) {
      lines.push(`   ${name}  ¥${formatFen(amountFen)}  ${note.zh}`)
      if (told) lines.push(`     ${told.zh}`)
    }
  }
  return lines.join('\n')
}
