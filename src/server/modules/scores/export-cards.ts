import { may } from '../../../core/permission.ts'
import { cardLine } from '../../../core/score/lines.ts'
import { valueText } from '../../../text/values.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { forbidden } from '../../platform/errors.ts'
import type { OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
import type { Asked } from './look.ts'
import { readCards } from './read-cards.ts'

const NUMBER = (title: string): OutColumn => ({ title, kind: 'number', width: 12 })
const WHY = { no_data: '没有数据，不计分', few: '件数太少，不计分' }

/** A line for every line of every card, and one for the total of each (C132 C169). */
export async function drawCards(ctx: ReadCtx, asked: Asked): Promise<Drawn> {
  if (!may(ctx.actor.roles, 'score.read')) throw forbidden('score.read')
  const { month, until, closedAt, people } = await readCards(ctx, asked)
  return {
    fileName: `绩效考核-${month}.xlsx`,
    sheet: {
      name: '绩效考核',
      above: [`${month} 截至 ${until}${closedAt === null ? '' : '（已月结，不再变动）'}`],
      columns: [
        { title: '成员', kind: 'text' },
        { title: '考核项', kind: 'text', width: 26 },
        NUMBER('权重'),
        { title: '满分线', kind: 'text', width: 12 },
        { title: '零分线', kind: 'text', width: 12 },
        { title: '实际', kind: 'text', width: 14 },
        ...[NUMBER('件数'), NUMBER('总数'), NUMBER('得分（百分）')],
        { title: '说明', kind: 'text', width: 30 },
      ],
      rows: people.flatMap(({ person, lines, tenths, judgedWeight }) => [
        ...lines.map((line) => {
          const { unit, title, isShare } = cardLine(line.line)
          const text = (value: number) => valueText(unit, value).zh
          return [
            ...[person.name, title.zh, line.weight, text(line.full), text(line.zero)],
            line.value === null ? '没有数据' : text(line.value),
            ...(isShare ? [line.num, line.den] : [null, line.n]),
            line.tenths === null ? null : line.tenths / 10,
            line.why === null ? '' : WHY[line.why],
          ]
        }),
        [
          ...[person.name, '合计', judgedWeight, '', '', '', null, null],
          tenths === null ? null : tenths / 10,
          tenths === null
            ? '能计分的权重不到一半，不给总分'
            : judgedWeight < 100
              ? `按能计分的 ${judgedWeight}% 权重算`
              : '',
        ],
      ]),
    },
    customers: [],
  }
}
