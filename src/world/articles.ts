import type { ArticleKind } from '../core/knowledge/article.ts'

/** What the demo company has written down; `by` and `published` are logins. */
export type WorldArticle = {
  kind: ArticleKind
  title: string
  body: string
  by: string
  /** null: still a draft */
  published: { by: string; daysAgo: number; asksReps: boolean } | null
  /** what was published before it */
  before: { body: string; note: string; daysAgo: number } | null
  /** name of the only department that reads it */
  department: string | null
  links: { kind: 'rule' | 'stage' | 'lost_reason'; target: string }[]
}

const MANAGER = 'shenguodong'
const FINANCE = 'zhangshuqin'
const ASSISTANT = 'yezhilan'

/** Links to stages name the key of the stage. */
export const ARTICLES: readonly WorldArticle[] = [
  {
    ...{ kind: 'process', title: '报价三天内回复：谁做什么', by: ASSISTANT, department: null },
    body: `客户问价后**三个工作日**内必须发出报价，第一天最要紧。

## 第一天
1. 核对图纸、数量、材质、交期，缺一样当天问清
2. 数量超过 5,000 件的，先问生产排期

## 第二天
1. 按价格表算价；低于底价的先走审批，不要口头答应
2. 内勤复核单位和税率

## 第三天
1. 发出报价，在系统里登记
2. 当天打一个电话，确认对方收到

图纸不全不是不回复的理由，先回一句“缺什么”。`,
    published: { by: MANAGER, daysAgo: 6, asksReps: true },
    before: {
      body: `客户问价后**五个工作日**内必须发出报价。

## 第一天
1. 核对图纸、数量、材质、交期

## 第二天
1. 按价格表算价；低于底价的先走审批，不要口头答应
2. 内勤复核单位和税率

## 第三天
1. 发出报价，在系统里登记`,
      note: '五天改为三天，图纸不全当天回复',
      daysAgo: 120,
    },
    links: [
      { kind: 'rule', target: 'quote-response-late' },
      { kind: 'stage', target: 'quote' },
    ],
  },
  {
    ...{ kind: 'talk', title: '对方说“在走流程”，怎么接着问', by: MANAGER, department: null },
    body: `“在走流程”不是一个日期。接着问三句：

- 单子现在在谁手里？请他的电话
- 还差哪几个人签？
- 财务每月哪几天付款？

记下具体的人和日子，登记成**付款承诺**。到日子没到账，系统会提醒主管。

不要说“老板在催我”。可以说：“我这边要排下一批的料，想跟您确认一下付款日。”`,
    published: { by: MANAGER, daysAgo: 40, asksReps: false },
    before: null,
    links: [
      { kind: 'rule', target: 'instalment-overdue-7' },
      { kind: 'rule', target: 'instalment-overdue-15' },
      { kind: 'rule', target: 'instalment-overdue-30' },
      { kind: 'rule', target: 'promise-broken' },
    ],
  },
  {
    ...{ kind: 'product', title: '镀锌层厚度与盐雾小时数对照', by: 'xujiahui', department: null },
    body: `客户最常问的三档，口径以技术部为准：

- 5 微米：中性盐雾 72 小时，室内件
- 8 微米：中性盐雾 120 小时，一般户外件
- 12 微米：中性盐雾 240 小时，沿海和化工

超过 240 小时的改用锌镍，价格另算。标准全文见[国家标准信息公共服务平台](https://openstd.samr.gov.cn/)。`,
    published: { by: MANAGER, daysAgo: 75, asksReps: false },
    before: null,
    links: [{ kind: 'stage', target: 'need' }],
  },
  {
    ...{ kind: 'faq', title: '客户要改发票抬头怎么办', by: FINANCE, department: null },
    body: `1. 当月的发票：作废重开，请客户退回原票
2. 跨月的发票：开红字，对方先在税务系统里确认
3. 改抬头不改付款日，应收日期照旧

要改的公司名和统一社会信用代码，先在客户档案里核对，**不要按聊天里的写**。`,
    published: { by: FINANCE, daysAgo: 90, asksReps: false },
    before: null,
    links: [],
  },
  {
    ...{ kind: 'talk', title: '嫌贵的时候：先问比的是谁家的什么', by: MANAGER, department: null },
    body: `先问清楚再谈价：

- 同材质、同公差、同表面处理吗？
- 含税吗？含运费吗？
- 账期一样吗？

多数“便宜 5%”是不含税，或者公差放宽一级。算给对方看，再谈数量换价格，不先让价。`,
    published: { by: MANAGER, daysAgo: 50, asksReps: false },
    before: null,
    links: [
      { kind: 'stage', target: 'sign' },
      { kind: 'lost_reason', target: '价格' },
      { kind: 'lost_reason', target: '报价' },
    ],
  },
  {
    ...{ kind: 'process', title: '华东一组：外协排期的锁定办法', by: MANAGER, department: '华东一组' },
    body: `超过二十万的订单，接单**当天**锁外协产能：

- 热处理：先电话，再发排期单
- 排期单回传后才告诉客户交期`,
    published: { by: MANAGER, daysAgo: 30, asksReps: false },
    before: null,
    links: [{ kind: 'rule', target: 'order-delivery-late' }],
  },
  {
    ...{ kind: 'faq', title: '样品免费吗，谁来批', by: 'xujiahui', department: null },
    body: `五件以内、单价 50 元以下的，主管同意即可；超过的走报价审批，写清楚用途。`,
    published: null,
    before: null,
    links: [{ kind: 'stage', target: 'need' }],
  },
]

/** Reps who have confirmed what they were asked to read. */
export const CONFIRMED_BY: readonly string[] = [
  'mazhiyuan',
  'qiuyinan',
  'luoqingyang',
  'huangzekai',
  'handongsheng',
  'cuijiaqi',
  'duanruixue',
]
