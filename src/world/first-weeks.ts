import type { FirstFigure, ItemKind } from '../core/onboarding/path.ts'

export type WorldPathItem = {
  kind: ItemKind
  /** the task, or the title of the article */
  title: string
  figure: FirstFigure | null
  target: number | null
  dueDays: number
}

const read = (title: string, dueDays: number): WorldPathItem => ({
  ...{ kind: 'read', title, figure: null, target: null, dueDays },
})
const todo = (title: string, dueDays: number): WorldPathItem => ({
  ...{ kind: 'do', title, figure: null, target: null, dueDays },
})
const reach = (figure: FirstFigure, target: number, dueDays: number): WorldPathItem => ({
  ...{ kind: 'reach', title: '', figure, target, dueDays },
})

/** The first weeks of a rep of the demo company (C194). */
export const REP_PATH: readonly WorldPathItem[] = [
  read('报价三天内回复：谁做什么', 2),
  read('镀锌层厚度与盐雾小时数对照', 3),
  todo('和主管过一遍分到的客户，每家写一句现状', 3),
  reach('follow_ups', 10, 5),
  read('对方说“在走流程”，怎么接着问', 5),
  todo('跟主管跑一家老客户', 8),
  reach('customers_met', 8, 10),
  reach('quotes_sent', 2, 15),
  todo('独立走一遍低于底价的报价审批', 20),
]

/** Who is new in the demo: how many days ago they began and how many of the tasks are ticked off. */
export const NEWCOMERS: readonly { login: string; daysAgo: number; ticked: number }[] = [
  { login: 'qiuyinan', daysAgo: 9, ticked: 1 },
  { login: 'jiangbohan', daysAgo: 26, ticked: 2 },
]
