/** What people of the demo gave and asked each other in the last week, and what their meeting decided. */
export type Errand = {
  /** the nth of the customers that owe most */
  customer: number
  kind: 'todo' | 'ask'
  title: string
  detail: string
  /** days before today on which it was given, and until when it was due, counted from today */
  givenDaysAgo: number
  dueInDays: number
  /** manager: the customer's manager gives it to its rep; rep: its rep asks the office */
  by: 'manager' | 'rep'
  to: 'rep' | 'finance' | 'legal'
  /** answered or done, so many days ago */
  ended: { daysAgo: number; note: string } | null
}

export const ERRANDS: readonly Errand[] = [
  {
    ...{ customer: 0, kind: 'ask', by: 'rep', to: 'finance', givenDaysAgo: 4, dueInDays: -2 },
    title: '对方说没收到上月对账单，重开一份要多久？',
    detail: '采购经理说付款要附对账单原件。',
    ended: { daysAgo: 3, note: '当天可以开。以后对账单每月 5 号前统一寄出，快递单号记在客户备注里。' },
  },
  {
    ...{ customer: 1, kind: 'todo', by: 'manager', to: 'rep', givenDaysAgo: 5, dueInDays: -1 },
    title: '当面谈出付款日，带上到期明细',
    detail: '电话里说“在走流程”已经两次，要见到财务本人。',
    ended: null,
  },
  {
    ...{ customer: 2, kind: 'todo', by: 'manager', to: 'rep', givenDaysAgo: 1, dueInDays: 2 },
    title: '确认新订单的交期，能不能先付三成',
    detail: '',
    ended: null,
  },
  {
    ...{ customer: 0, kind: 'ask', by: 'rep', to: 'legal', givenDaysAgo: 1, dueInDays: 1 },
    title: '合同里没写逾期利息，还能不能主张？',
    detail: '合同在附件里，2024 年签的老版本。',
    ended: null,
  },
]

/** Decided a week ago by the boss with the managers; the first was done, the second is still open. */
export const DECISIONS: readonly { title: string; dueInDays: number; done: string | null }[] = [
  {
    title: '逾期超过 30 天的客户，逐家谈出付款日',
    dueInDays: -2,
    done: '谈了三家，两家给了日期，一家要求对账。',
  },
  { title: '超过 3 天没报出去的价，当天由主管接手', dueInDays: 3, done: null },
]

export const MEETING = {
  title: '销售周例会',
  minutes: '先把老账谈清楚，再谈新单。\n报价超时的，主管当天接手，不等下次例会。',
} as const
