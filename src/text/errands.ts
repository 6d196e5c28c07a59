import { formatInstant } from '../core/calendar.ts'
import { formatFen, formatFenShort } from '../core/money.ts'
import type { Errand, ErrandKind } from '../core/notify/errand.ts'
import type { Locale } from './errors.ts'
import type { NoticeWords } from './notify.ts'

/** An approval, task or question in words: what is wanted of whom, by whom, until when. */
export function errandWords(locale: Locale, errand: Errand): NoticeWords {
  const say = WORDS[locale]
  const opening = say.kind[errand.kind]
  const about = locale === 'en' ? errand.title.en : errand.title.zh
  const amount = errand.amountFen === null ? null : `¥${formatFen(errand.amountFen)}`
  return {
    tone: TONES[errand.kind] ?? (errand.severity === 1 ? 'bad' : 'info'),
    title: `${opening}${say.colon}${about}`,
    subject: `${say.tag}[${opening}] ${about}${errand.amountFen === null ? '' : ` ${formatFenShort(errand.amountFen)}`}`,
    fields: [
      ...(errand.customer ? [{ label: say.customer, value: errand.customer }] : []),
      ...(amount ? [{ label: say.amount, value: amount, strong: true }] : []),
      { label: say.by, value: errand.by },
      ...(errand.said ? [{ label: say.said, value: errand.said }] : []),
      ...(errand.dueAt === null ? [] : [{ label: say.due, value: formatInstant(errand.dueAt) }]),
    ],
    paragraphs: [],
    link: { label: say.open, url: errand.url },
  }
}

const TONES: Partial<Record<ErrandKind, NoticeWords['tone']>> = {
  'approval-approved': 'good',
  'task-done': 'good',
  'contract-signed': 'good',
  'contract-rejected': 'bad',
  'contract-trouble': 'warn',
  'contract-expired': 'warn',
  'question-answered': 'good',
  'approval-rejected': 'bad',
  'approval-mismatch': 'bad',
  'approval-escalated': 'warn',
  'approval-reminded': 'warn',
  'approval-urged': 'warn',
  'approval-returned': 'warn',
  'question-overdue': 'warn',
  'task-reminded': 'warn',
  'article-reminded': 'warn',
  'indicator-late': 'warn',
}

type Words = Record<'tag' | 'colon' | 'customer' | 'amount' | 'by' | 'said' | 'due' | 'open', string> & {
  kind: Record<ErrandKind, string>
}

const ZH: Words = {
  tag: '[风向标]',
  colon: '：',
  customer: '客户',
  amount: '金额',
  by: '来自',
  said: '说明',
  due: '时限',
  open: '打开处理',
  kind: {
    'approval-asked': '待您审批',
    'approval-reminded': '审批快超时',
    'approval-escalated': '审批上报给您',
    'approval-urged': '催办审批',
    'approval-copied': '审批抄送您',
    'approval-approved': '审批已通过',
    'approval-rejected': '审批被拒绝',
    'approval-returned': '审批被退回',
    'approval-withdrawn': '审批已撤回',
    'approval-recalled': '不必再审批',
    'approval-expired': '审批已过期',
    'approval-commented': '审批有新意见',
    'approval-mismatch': '内容与审批不一致',
    'task-given': '新待办',
    'task-done': '待办已完成',
    'task-mentioned': '有人提到您',
    'task-reminded': '待办已到期',
    'question-asked': '同事求助',
    'question-answered': '求助已答复',
    'question-overdue': '求助超时未答复',
    'rule-demoted': '规则转入早报',
    'rule-doubted': '规则常常不准',
    'rule-proposal': '建议调整规则',
    'article-asked': '请阅读并确认',
    'article-reminded': '还没确认阅读',
    'miss-report': '每月漏报报告',
    'week-findings': '上周值得看的变化',
    'indicator-late': '外部数据还没录入',
    'help-offered': '同事愿意协助',
    'help-given': '主管安排协助',
    'help-accepted': '您的协助已被接受',
    'help-declined': '您的协助暂不需要',
    'complaint-given': '客户投诉，由您答复',
    'quiet-ended': '静默期结束',
    'contract-in-force': '合同已批准生效',
    'contract-signed': '合同已签署',
    'contract-ended': '合同已终止',
    'contract-rejected': '对方拒签合同',
    'contract-expired': '合同送签逾期未签',
    'contract-trouble': '合同送签遇到问题',
    'alert-urged': '催办预警',
    'meeting-called': '请参加会议',
    'meeting-minutes': '会议纪要与待办',
  },
}

const EN: Words = {
  tag: '[Bellwether]',
  colon: ': ',
  customer: 'Customer',
  amount: 'Amount',
  by: 'From',
  said: 'Said',
  due: 'By',
  open: 'Open',
  kind: {
    'approval-asked': 'Your approval is asked',
    'approval-reminded': 'Approval is running out of time',
    'approval-escalated': 'Approval has climbed to you',
    'approval-urged': 'You are asked to hurry',
    'approval-copied': 'Copy of an approval',
    'approval-approved': 'Approved',
    'approval-rejected': 'Rejected',
    'approval-returned': 'Sent back',
    'approval-withdrawn': 'Withdrawn',
    'approval-recalled': 'Your approval is no longer asked',
    'approval-expired': 'Lapsed without a decision',
    'approval-commented': 'New comment on an approval',
    'approval-mismatch': 'Content differs from what was approved',
    'task-given': 'New task',
    'task-done': 'Task done',
    'task-mentioned': 'You were mentioned',
    'task-reminded': 'Task is due',
    'question-asked': 'A colleague asks',
    'question-answered': 'Your question is answered',
    'question-overdue': 'Question waits too long',
    'rule-demoted': 'Rule moved to the brief',
    'rule-doubted': 'Rule is often wrong',
    'rule-proposal': 'A rule could be better',
    'article-asked': 'Please read and confirm',
    'article-reminded': 'Not confirmed as read yet',
    'miss-report': 'Monthly report of what was missed',
    'week-findings': 'What stood out last week',
    'indicator-late': 'A figure from outside is missing',
    'help-offered': 'A colleague offers help',
    'help-given': 'Help assigned by the manager',
    'help-accepted': 'Your help was accepted',
    'help-declined': 'Your help is not needed now',
    'complaint-given': 'A complaint is yours to answer',
    'quiet-ended': 'A quiet period is over',
    'contract-in-force': 'Contract approved and in force',
    'contract-signed': 'Contract signed',
    'contract-ended': 'Contract ended',
    'contract-rejected': 'The customer refused to sign',
    'contract-expired': 'Nobody signed in time',
    'contract-trouble': 'Trouble with the signing',
    'alert-urged': 'You are asked to see to a warning',
    'meeting-called': 'You are asked to a meeting',
    'meeting-minutes': 'Minutes, and what falls to you',
  },
}

const WORDS: Record<Locale, Words> = { 'zh-CN': ZH, en: EN }
