/** What the people of the demo company learnt from alerts of a rule (C137 C138), in their own words. */
export type Lesson = {
  cause: 'people' | 'process' | 'customer' | 'price' | 'delivery'
  story: string
  measure: string
  effect: 'worked' | 'partly' | 'open'
  effectNote: string
}

export const LESSONS: Readonly<Record<string, Lesson>> = {
  'instalment-overdue-30': {
    cause: 'customer',
    story: '对方换了采购经理，新来的人不认旧账，发票也找不到了，拖了一个多月。',
    measure: '带着盖章的对账单上门，和对方财务当面核对，改成分两次付。',
    effect: 'worked',
    effectNote: '两次都按时到账，之后每季度对一次账。',
  },
  'instalment-overdue-60': {
    cause: 'process',
    story: '质量异议没有当场记下来，对方一直以此为由不付款。',
    measure: '异议当天登记，限期答复；没有异议的部分先收。',
    effect: 'partly',
    effectNote: '收回七成，余款还在谈。',
  },
  'deal-no-follow-up': {
    cause: 'people',
    story: '业务员手上商机太多，这一个十天没人联系，客户已经去问了别家。',
    measure: '主管分走三个小单，重点商机每周过一遍。',
    effect: 'worked',
    effectNote: '客户重新报价后成交。',
  },
  'order-interval-stretched': {
    cause: 'price',
    story: '老客户两个月没下单，问了才知道竞争对手低了五个点。',
    measure: '按年度用量给阶梯价，换长约。',
    effect: 'open',
    effectNote: '',
  },
  'order-delivery-late': {
    cause: 'delivery',
    story: '热处理外协排期没有提前锁定，交期拖了四天。',
    measure: '超过二十万的订单接单当天锁外协产能。',
    effect: 'worked',
    effectNote: '后面三单都按期交。',
  },
  'quote-response-late': {
    cause: 'process',
    story: '图纸不全，来回问了三次，报价晚了五个工作日。',
    measure: '询价单上加必填项，不全的当天退回补充。',
    effect: 'worked',
    effectNote: '平均报价时间少了一天半。',
  },
}
