import type { AuthorityLine } from './authority.ts'
import type { Flow, FlowStep } from './flow.ts'

/**
 * The kinds of request that ship with a flow (报价, 合同, 超额度, 订单放行, 坏账, 违约金减免, 退货与折让, 导出); documents may add
 * their own.
 */
export const READY_KINDS = [
  'quote',
  'contract',
  'credit',
  'release',
  'bad-debt',
  'penalty',
  'allowance',
  'export',
] as const
export type ReadyKind = (typeof READY_KINDS)[number]

const DAY = 9 * 60
const TWO_DAYS = 2 * DAY

type Drawn = Pick<FlowStep, 'key' | 'name' | 'approvers'> & Partial<FlowStep>
const step = (drawn: Drawn): FlowStep => ({
  when: null,
  mode: 'any',
  needsAuthority: false,
  timeoutMinutes: DAY,
  copies: [],
  guide: { zh: '', en: '' },
  ...drawn,
})
const asStep = (drawn: Drawn) => ({ kind: 'step' as const, ...step(drawn) })

const superior = {
  key: 'superior',
  name: { zh: '直属主管', en: 'Superior' },
  approvers: [{ by: 'superior', level: 1 }],
} as const
const finance = {
  key: 'finance',
  name: { zh: '财务', en: 'Finance' },
  approvers: [{ by: 'role', role: 'finance' }],
} as const
const legal = {
  key: 'legal',
  name: { zh: '法务', en: 'Legal' },
  approvers: [{ by: 'role', role: 'legal' }],
} as const
const decider = {
  key: 'decider',
  name: { zh: '有权限的上级', en: 'Superior with authority' },
  approvers: [{ by: 'authority' }],
  needsAuthority: true,
} as const

const rest = { repeats: 'once', expiresAfterWorkdays: 20, copies: [] } as const

export const READY_FLOWS: Record<ReadyKind, Flow> = {
  quote: {
    ...rest,
    sums: true,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '看低于底价多少、毛利还剩多少、客户有没有同等条件的先例。',
          en: 'How far below the floor, what margin is left, has this customer had the same terms before?',
        },
      }),
      asStep({ ...decider, timeoutMinutes: DAY }),
    ],
  },
  contract: {
    ...rest,
    sums: true,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '看交付标准、验收与付款节点是否写清，口头承诺是否都进了合同。',
          en: 'Are delivery standard, acceptance and payment nodes written down, and every spoken promise too?',
        },
      }),
      {
        kind: 'parallel',
        key: 'review',
        branches: [
          {
            key: 'legal-review',
            name: { zh: '法务审核', en: 'Legal review' },
            when: null,
            steps: [
              step({
                ...legal,
                timeoutMinutes: TWO_DAYS,
                guide: {
                  zh: '看与模板不同的条款、违约责任与争议解决。',
                  en: 'Clauses that differ from the template, liability, where disputes are settled.',
                },
              }),
            ],
          },
          {
            key: 'finance-review',
            name: { zh: '财务审核', en: 'Finance review' },
            when: null,
            steps: [
              step({
                ...finance,
                timeoutMinutes: DAY,
                guide: {
                  zh: '看账期、开票、滞纳金与客户当前欠款。',
                  en: 'Payment term, invoicing, late-payment penalty, what the customer owes now.',
                },
              }),
            ],
          },
        ],
      },
      asStep({ ...decider, timeoutMinutes: TWO_DAYS }),
    ],
  },
  credit: {
    ...rest,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '看客户近期回款是否守约、逾期有多少、为什么现在要提高。',
          en: 'Did the customer pay as agreed lately, how much is overdue, why raise it now?',
        },
      }),
      asStep({
        ...finance,
        guide: { zh: '看已占用额度、账龄与集中度。', en: 'Exposure, ageing and concentration.' },
      }),
      asStep({ ...decider }),
    ],
  },
  // The hold ladder (C022): the manager, beyond thirty days overdue finance, then whoever may grant so much.
  release: {
    ...rest,
    expiresAfterWorkdays: 10,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '为什么现在要放行，客户答应哪天付款，能不能先收一部分。',
          en: 'Why let it go now, which day did they promise, can part of it be paid first?',
        },
      }),
      asStep({
        ...finance,
        when: { match: 'all', tests: [{ field: 'days', op: 'gt', value: 30 }] },
        guide: {
          zh: '逾期超过 30 天：看付款记录和还欠多少。',
          en: 'More than 30 days overdue: how they paid before and what they owe.',
        },
      }),
      asStep({ ...decider }),
    ],
  },
  penalty: {
    ...rest,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '为什么迟付，本金是否已付清，减免后对方承诺什么。',
          en: 'Why was it late, is the principal paid, what do they promise in return?',
        },
      }),
      asStep({ ...decider }),
    ],
  },
  'bad-debt': {
    ...rest,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '催收记录是否齐全，是否还有可执行的财产。',
          en: 'Is the record of dunning complete, is there anything left to enforce against?',
        },
      }),
      {
        kind: 'parallel',
        key: 'review',
        branches: [
          {
            key: 'legal-review',
            name: { zh: '法务意见', en: 'Legal opinion' },
            when: null,
            steps: [
              step({
                ...legal,
                timeoutMinutes: TWO_DAYS,
                guide: {
                  zh: '诉讼时效、证据是否完整。',
                  en: 'Limitation period and completeness of the evidence.',
                },
              }),
            ],
          },
          {
            key: 'finance-review',
            name: { zh: '财务意见', en: 'Finance opinion' },
            when: null,
            steps: [
              step({
                ...finance,
                guide: {
                  zh: '税前扣除所需材料是否齐全。',
                  en: 'Are the papers for the tax deduction complete?',
                },
              }),
            ],
          },
        ],
      },
      asStep({
        key: 'boss',
        name: { zh: '老板', en: 'Boss' },
        approvers: [{ by: 'role', role: 'boss' }],
        needsAuthority: true,
        timeoutMinutes: TWO_DAYS,
      }),
    ],
  },
  // What is given back after the sale: goods that came back, a discount, a rebate.
  allowance: {
    ...rest,
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '退货看是否真的退回、状况和责任；折让看折后是否低于底价、有没有书面约定。',
          en: 'Returns: did the goods come back, in what state, whose fault? Discounts: below the floor, agreed in writing?',
        },
      }),
      asStep({ ...decider, timeoutMinutes: DAY }),
    ],
  },
  // A second person looks at what leaves the house (C192), and the boss is told.
  export: {
    ...rest,
    expiresAfterWorkdays: 3,
    copies: [{ by: 'role', role: 'boss' }],
    nodes: [
      asStep({
        ...superior,
        guide: {
          zh: '这份名单拿去做什么，能不能少导一些，用完怎么处理。',
          en: 'What is this list for, would fewer lines do, and what becomes of it afterwards?',
        },
      }),
    ],
  },
}

const yuan = (amount: number) => BigInt(amount) * 100n

/**
 * What a company starts with, until the boss changes it: superiors decide about ordinary sums, finance about
 * small write-offs, everything else is the boss's.
 */
export const READY_AUTHORITY: readonly AuthorityLine[] = [
  {
    kind: 'quote',
    holder: { role: 'manager' },
    upToFen: yuan(200_000),
    upToDays: null,
    upToDeviationBp: 1_000,
  },
  // A contract that departs from its template or the price list is looked at by legal too (C065).
  {
    kind: 'contract',
    holder: { role: 'manager' },
    upToFen: yuan(100_000),
    upToDays: 60,
    upToDeviationBp: 0,
  },
  { kind: 'credit', holder: { role: 'manager' }, upToFen: yuan(100_000), upToDays: 45 },
  { kind: 'credit', holder: { role: 'finance' }, upToFen: yuan(200_000), upToDays: 60 },
  { kind: 'release', holder: { role: 'manager' }, upToFen: yuan(100_000), upToDays: 30 },
  { kind: 'release', holder: { role: 'finance' }, upToFen: yuan(200_000), upToDays: 60 },
  { kind: 'bad-debt', holder: { role: 'finance' }, upToFen: yuan(5_000), upToDays: null },
  { kind: 'penalty', holder: { role: 'manager' }, upToFen: yuan(1_000), upToDays: null },
  { kind: 'penalty', holder: { role: 'finance' }, upToFen: yuan(3_000), upToDays: null },
  // Small returns need nobody; what is let off below the floor is the boss's.
  ...(['rep', 'assistant'] as const).map((role) => ({
    ...{ kind: 'allowance', holder: { role }, upToFen: yuan(500), upToDays: null, upToDeviationBp: 0 },
  })),
  {
    kind: 'allowance',
    holder: { role: 'manager' },
    upToFen: yuan(20_000),
    upToDays: null,
    upToDeviationBp: 500,
  },
]
