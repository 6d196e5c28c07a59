import { CHANGED_DAYS, type ChangeAlarm, type StandingAlarm } from '../register/alarms.ts'
import type { MetricDef } from './metric.ts'

/** Under which figure each thing that the register shows is counted. */
export const REGISTER_METRIC = {
  deregistered: 'register_ended',
  revoked: 'register_ended',
  dishonest: 'register_dishonest',
  enforced: 'register_enforced',
  legalRep: 'register_new_rep',
  capitalCut: 'register_capital_cut',
  moved: 'register_moved',
} as const satisfies Record<StandingAlarm | ChangeAlarm, string>

type Own = Pick<MetricDef, 'id' | 'title' | 'meaning'>

const standing = (own: Own): MetricDef => ({
  ...{ subject: 'customer', unit: 'count', bad: 'high', fold: { kind: 'sum' } },
  ...own,
})
const changed = (own: Own): MetricDef => ({
  ...{ subject: 'customer', unit: 'count', bad: 'high', fold: { kind: 'window', span: CHANGED_DAYS } },
  ...own,
})

/** C011: by the look-ups of the company register; a customer nobody has looked up counts nothing. */
export const REGISTER_METRICS: readonly MetricDef[] = [
  standing({
    id: 'register_ended',
    title: { zh: '工商注销或吊销', en: 'Struck off the register' },
    meaning: {
      zh: '最近一次查询显示已注销或吊销为 1，否则为 0',
      en: '1 while the newest look-up shows the company deregistered or its licence revoked',
    },
  }),
  standing({
    id: 'register_dishonest',
    title: { zh: '列入失信被执行人', en: 'On the list of dishonest debtors' },
    meaning: {
      zh: '最近一次查到失信名单时在名单上为 1，否则为 0',
      en: '1 while the newest look-up that was told the list of dishonest judgment debtors finds it there',
    },
  }),
  standing({
    id: 'register_enforced',
    title: { zh: '被法院执行', en: 'Under enforcement by a court' },
    meaning: {
      zh: '最近一次查到被执行人名单时在名单上为 1，否则为 0',
      en: '1 while the newest look-up that was told the list of enforcement finds it there',
    },
  }),
  changed({
    id: 'register_new_rep',
    title: { zh: '换了法定代表人', en: 'Another legal representative' },
    meaning: {
      zh: '最近 180 天里法定代表人变更的次数',
      en: 'Changes of the legal representative in the last 180 days',
    },
  }),
  changed({
    id: 'register_capital_cut',
    title: { zh: '减少注册资本', en: 'Registered capital cut' },
    meaning: {
      zh: '最近 180 天里注册资本减少的次数',
      en: 'Cuts of the registered capital in the last 180 days',
    },
  }),
  changed({
    id: 'register_moved',
    title: { zh: '搬到别的区县', en: 'Moved to another district' },
    meaning: {
      zh: '最近 180 天里住所迁到别的区县的次数',
      en: 'Moves of the registered address to another district in the last 180 days',
    },
  }),
]
