import type { Day } from '../../../core/calendar.ts'
import type { ResponseFigure } from '../../../core/watch/response.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
import { readResponses } from './read-responses.ts'

const COUNT = (title: string): OutColumn => ({ title, kind: 'number', width: 12 })

const COLUMNS: OutColumn[] = [
  { title: '成员', kind: 'text' },
  COUNT('预警数'),
  COUNT('及时且未复发'),
  COUNT('同类应有'),
  COUNT('主动上报与更正'),
  COUNT('指数（100 为同类水平）'),
  COUNT('指数下限'),
  COUNT('指数上限'),
  COUNT('接手中位（工作分钟）'),
  COUNT('办结数'),
  COUNT('办结中位（工作分钟）'),
  COUNT('复发数'),
]

/** For a talk about performance (C132): with few alerts the index stays empty, as it does on the page. */
export async function drawResponses(
  ctx: ReadCtx,
  query: { from?: Day | undefined; to?: Day | undefined },
): Promise<Drawn> {
  const { people, from, to } = await readResponses(ctx, query)
  return {
    fileName: `预警响应-${from}-${to}.xlsx`,
    sheet: {
      name: '预警响应',
      columns: COLUMNS,
      rows: people.map(({ person, figure }) => [person.name, ...cells(figure)]),
    },
    customers: [],
  }
}

function cells({ index, expected, ...figure }: ResponseFigure) {
  const whole = (value: number | null | undefined) => (value == null ? null : Math.round(value))
  return [
    ...[figure.n, figure.good, expected === null ? null : Math.round(expected * 10) / 10, figure.credit],
    ...[whole(index?.value), whole(index?.low), whole(index?.high)],
    ...[whole(figure.takenMedian), figure.closedN, whole(figure.closedMedian), figure.cameBack],
  ]
}
