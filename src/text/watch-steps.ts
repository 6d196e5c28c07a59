import type { AlertResult, Verdict } from '../core/watch/alert.ts'
import { metricDef } from '../core/watch/metrics.ts'
import type { HoldReason } from '../core/watch/quiet.ts'
import type { Bilingual, SubjectKind } from '../core/watch/subject.ts'
import { INHIBITION_WORDS } from './inhibition.ts'
import { valueText } from './values.ts'
import { RESULT_WORDS, VERDICT_WORDS } from './watch.ts'

/**
 * One line of an alert's timeline. `detail` is what the step kept: figures of a crossing, words of a person.
 */
export function stepSentence(
  subject: SubjectKind,
  kind: string,
  detail: Readonly<Record<string, unknown>>,
): Bilingual {
  const words = STEP_WORDS[kind] ?? { zh: kind, en: kind }
  const more = [figure(subject, detail), ...spoken(detail)].filter((part) => part !== null)
  if (more.length === 0) return words
  return {
    zh: `${words.zh}：${more.map((part) => part.zh).join('，')}`,
    en: `${words.en}: ${more.map((part) => part.en).join(', ')}`,
  }
}

const STEP_WORDS: Record<string, Bilingual> = {
  opened: { zh: '触发预警', en: 'Opened' },
  worsened: { zh: '情况恶化', en: 'Got worse' },
  held: { zh: '没有数据，预警保留', en: 'No data, kept open' },
  resumed: { zh: '恢复数据', en: 'Data is back' },
  cleared: { zh: '指标恢复正常', en: 'Back to normal' },
  superseded: { zh: '转入下一步', en: 'Taken over by the next step' },
  acknowledge: { zh: '已接手', en: 'Acknowledged' },
  start: { zh: '开始处理', en: 'Work began' },
  resolve: { zh: '处理完成', en: 'Resolved' },
  review: { zh: '已复核', en: 'Reviewed' },
  silence: { zh: '暂不提醒', en: 'Silenced' },
  unsilence: { zh: '恢复提醒', en: 'Silence ended' },
  inhibited: { zh: '暂缓提醒', en: 'Held back' },
  returned: { zh: '接手后一直没有结果，重新提醒', en: 'Taken up and left without a result: told again' },
  untaken: { zh: '一直没有人接手，重新提醒', en: 'Taken up by nobody: told again' },
  released: { zh: '恢复提醒，时限重新计算', en: 'Released; its time runs anew' },
  reassign: { zh: '转交', en: 'Handed over' },
  escalate: { zh: '上报上级', en: 'Escalated' },
  comment: { zh: '备注', en: 'Note' },
  urge: { zh: '催办', en: 'Urged' },
  notified: { zh: '已通知', en: 'Notified' },
}

/** What to begin with where a rule has no playbook: no message leaves people asking "and now?" (C123). */
export function firstStep(subject: SubjectKind): Bilingual {
  return FIRST_STEPS[subject as keyof typeof FIRST_STEPS] ?? FIRST_STEPS.customer
}

const FIRST_STEPS = {
  customer: {
    zh: '今天联系客户，问清原因并记一条跟进',
    en: 'Call the customer today and note the answer',
  },
  deal: { zh: '联系客户定下一步，或更新商机阶段', en: 'Agree on the next step, or update the stage' },
  instalment: { zh: '联系客户，问到付款日期并记下来', en: 'Ask for a payment date and note it' },
  stage: {
    zh: '看看最近在这一步丢掉的商机，在例会上定下改进的人和日期',
    en: 'Look at the deals lost in this stage and name who mends it by when',
  },
  rep: {
    zh: '与本人谈一次，看手上的客户和商机要不要帮手',
    en: 'Talk with the person about their deals',
  },
  team: { zh: '在例会上找原因，定下改进的人和日期', en: 'Find the cause in the team meeting, with a date' },
  org: { zh: '在例会上找原因，定下改进的人和日期', en: 'Find the cause in the meeting, with a date' },
} satisfies Record<string, Bilingual>

function figure(subject: SubjectKind, detail: Readonly<Record<string, unknown>>): Bilingual | null {
  const { metric, value } = detail
  if (typeof metric !== 'string' || typeof value !== 'number') return null
  const def = metricDef(subject, metric)
  if (!def) return null
  const text = valueText(def.unit, value)
  return { zh: `${def.title.zh} ${text.zh}`, en: `${def.title.en} ${text.en}` }
}

/** What a person said or chose; names and reasons are shown as they were written. */
function spoken(detail: Readonly<Record<string, unknown>>): Bilingual[] {
  const parts: Bilingual[] = []
  const { result, verdict } = detail
  if (typeof result === 'string') parts.push(RESULT_WORDS[result as AlertResult] ?? same(result))
  if (typeof verdict === 'string') parts.push(VERDICT_WORDS[verdict as Verdict] ?? same(verdict))
  if (detail['because'] === 'absent')
    parts.push({ zh: '原负责人不在岗', en: 'the responsible person is absent' })
  if (detail['because'] === 'left')
    parts.push({ zh: '原负责人已离职', en: 'the responsible person has left' })
  if (detail['because'] === 'passed') parts.push({ zh: '客户已转交', en: 'the customer was handed over' })
  for (const key of ['toName', 'untilDay', 'reason', 'note', 'text']) {
    const value = detail[key]
    const known = INHIBITION_WORDS[value as HoldReason]
    if (known) {
      parts.push(known)
      continue
    }
    if (typeof value === 'string' && value !== '') parts.push(same(value))
  }
  const { mentioned } = detail
  if (Array.isArray(mentioned)) parts.push(same(mentioned.map((name) => `@${name}`).join(' ')))
  return parts
}

function same(text: string): Bilingual {
  return { zh: text, en: text }
}
