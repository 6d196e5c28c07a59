import { type Day, formatInstant } from '../core/calendar.ts'
import { type Fen, formatFen, formatFenShort } from '../core/money.ts'
import type { Brief, BriefItem } from '../core/notify/brief.ts'
import {
  inLanguage,
  type Message,
  type NoticeContent,
  type NoticeKind,
  type Tone,
} from '../core/notify/message.ts'
import { monthFields, owingLines } from './brief-month.ts'
import type { Locale } from './errors.ts'
import { planWords } from './plan-words.ts'

/** The words of a message; ids, receivers and the channel are added by whoever sends it. */
export type NoticeWords = Pick<Message, 'tone' | 'title' | 'subject' | 'fields' | 'paragraphs' | 'link'>

/**
 * One notice in words: customer, amount, reason, next step and who is responsible, so that it can be acted on
 * without opening the link (C123).
 */
export function noticeWords(locale: Locale, content: NoticeContent): NoticeWords {
  const notice = inLanguage(content, locale === 'en')
  const say = WORDS[locale]
  const about = notice.customer ?? notice.subject ?? ''
  const amount = notice.amountFen === null ? null : `¥${formatFen(notice.amountFen)}`
  const opening = say.kind[notice.kind]
  // "¥18.2万 overdue ¥182,440.84" would say the same twice.
  const clause = firstClause(notice.reason)
  return {
    tone: toneOf(notice),
    title: [`${opening}${say.colon}${notice.rule}`, about].filter(Boolean).join(' · '),
    subject: [
      `${say.tag}[P${notice.severity}][${notice.rule}]`,
      about,
      clause,
      clause.includes('¥') ? null : amount,
    ]
      .filter(Boolean)
      .join(' '),
    fields: [
      ...(notice.customer ? [{ label: say.customer, value: notice.customer }] : []),
      ...(notice.subject ? [{ label: say.subject, value: notice.subject }] : []),
      ...(amount ? [{ label: say.amount, value: amount, strong: true }] : []),
      { label: say.reason, value: notice.reason },
      ...(notice.nextStep ? [{ label: say.nextStep, value: notice.nextStep, strong: true }] : []),
      ...(notice.plan ? [{ label: say.plan, value: planWords(locale, notice.plan) }] : []),
      { label: say.responsible, value: notice.responsible },
      ...(notice.dueAt === null ? [] : [{ label: say.due, value: formatInstant(notice.dueAt) }]),
    ],
    paragraphs: [],
    link: notice.url ? { label: say.open, url: notice.url } : null,
  }
}

/** Several notices that had to share one message because the robot may not speak more often. */
export function digestWords(locale: Locale, notices: readonly NoticeContent[]): NoticeWords {
  const say = WORDS[locale]
  const shown = notices.slice(0, DIGEST_LINES)
  const title = say.digest(notices.length)
  return {
    tone: notices.some((notice) => notice.severity === 1) ? 'bad' : 'warn',
    title,
    subject: `${say.tag} ${title}`,
    fields: [],
    paragraphs: [
      ...shown.map((notice, index) => `${index + 1}. ${oneLine(locale, notice)}`),
      ...(notices.length > shown.length ? [say.more(notices.length - shown.length)] : []),
    ],
    link: { label: say.openAll, url: '/alerts' },
  }
}

/** The brief of a working morning (C274). */
export function briefWords(locale: Locale, brief: Brief, url: string | null): NoticeWords {
  const say = WORDS[locale]
  const { money } = brief
  const title = say.briefTitle(brief.day)
  return {
    tone: brief.items.some((item) => item.severity === 1) ? 'bad' : 'info',
    title,
    subject: `${say.tag} ${title} ${say.briefSubject(brief.openAlerts, formatFenShort(brief.moneyAtRiskFen))}`,
    fields: [
      {
        label: say.openAlerts,
        value: say.alertsAndMoney(brief.openAlerts, formatFenShort(brief.moneyAtRiskFen)),
        strong: true,
      },
      { label: say.overdue, value: say.itemsAndMoney(money.overdueCount, formatFenShort(money.overdueFen)) },
      { label: say.dueSoon, value: say.itemsAndMoney(money.dueSoonCount, formatFenShort(money.dueSoonFen)) },
      { label: say.collected, value: formatFenShort(money.collectedFen) },
      ...(brief.month ? monthFields(locale, brief.month) : []),
    ],
    paragraphs: [
      ...(brief.month ? owingLines(locale, brief.month) : []),
      ...(brief.quiet
        ? [say.quiet]
        : [
            ...brief.items.map((item, index) => `${index + 1}. ${briefLine(locale, item)}`),
            ...(brief.more > 0 ? [say.more(brief.more)] : []),
          ]),
    ],
    link: url ? { label: say.openBrief, url } : null,
  }
}

/** What the "发送测试消息" button sends. */
export function testWords(locale: Locale, organisation: string, at: string): NoticeWords {
  const say = WORDS[locale]
  return {
    tone: 'good',
    title: say.testTitle,
    subject: `${say.tag} ${say.testTitle}`,
    fields: [
      { label: say.organisation, value: organisation },
      { label: say.time, value: at },
    ],
    paragraphs: [say.testBody],
    link: null,
  }
}

/** To the administrator, through another channel: this one has been switched off. */
export function channelOffWords(
  locale: Locale,
  channel: { name: string; code: string; explanation: string; whatToDo: string | null },
): NoticeWords {
  const say = WORDS[locale]
  const title = say.channelOff(channel.name)
  return {
    tone: 'bad',
    title,
    subject: `${say.tag} ${title}`,
    fields: [
      { label: say.reason, value: `${channel.explanation} (${channel.code})` },
      ...(channel.whatToDo ? [{ label: say.nextStep, value: channel.whatToDo, strong: true }] : []),
    ],
    paragraphs: [],
    link: { label: say.openChannels, url: '/settings/channels' },
  }
}

/** To the administrator: the data of the company is not safe until this is mended (C216). */
export function backupFailedWords(locale: Locale, message: string): NoticeWords {
  const say = WORDS[locale]
  return {
    tone: 'bad',
    title: say.backupFailed,
    subject: `${say.tag} ${say.backupFailed}`,
    fields: [
      { label: say.reason, value: message },
      { label: say.nextStep, value: say.backupNext, strong: true },
    ],
    paragraphs: [],
    link: { label: say.openHealth, url: '/health' },
  }
}

const DIGEST_LINES = 20

function toneOf(notice: NoticeContent): Tone {
  if (notice.kind === 'resolved') return 'good'
  if (notice.severity === 1) return 'bad'
  return notice.severity === 2 ? 'warn' : 'info'
}

function oneLine(locale: Locale, content: NoticeContent): string {
  const notice = inLanguage(content, locale === 'en')
  const say = WORDS[locale]
  return [
    `[P${notice.severity}]`,
    notice.customer ?? notice.subject ?? notice.rule,
    amountShort(notice.amountFen),
    notice.reason,
    notice.nextStep ? `→ ${notice.nextStep}` : null,
    `${say.open_bracket}${notice.responsible}${say.close_bracket}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function briefLine(locale: Locale, item: BriefItem): string {
  const say = WORDS[locale]
  return [
    `${say.open_bracket}${say.why[item.why]}${say.close_bracket}`,
    item.customer ?? item.title,
    amountShort(item.amountFen),
    item.reason,
    `${say.open_bracket}${item.responsible}${say.close_bracket}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function amountShort(amountFen: Fen | null): string | null {
  return amountFen === null ? null : formatFenShort(amountFen)
}

/** A subject line takes the figure, not the whole sentence. */
function firstClause(reason: string): string {
  const clause = reason.split(/[，。；,;]|\. /)[0] ?? ''
  return clause.length > 30 ? `${clause.slice(0, 29).toWellFormed()}…` : clause
}

type Words = {
  kind: Record<NoticeKind, string>
  why: Record<BriefItem['why'], string>
  digest: (count: number) => string
  more: (count: number) => string
  briefTitle: (day: Day) => string
  briefSubject: (count: number, amount: string) => string
  alertsAndMoney: (count: number, amount: string) => string
  itemsAndMoney: (count: number, amount: string) => string
  channelOff: (name: string) => string
} & Record<
  | 'openBrief'
  | 'openChannels'
  | 'openHealth'
  | 'backupFailed'
  | 'backupNext'
  | 'tag'
  | 'colon'
  | 'open_bracket'
  | 'close_bracket'
  | 'customer'
  | 'subject'
  | 'amount'
  | 'reason'
  | 'nextStep'
  | 'plan'
  | 'responsible'
  | 'due'
  | 'open'
  | 'openAll'
  | 'openAlerts'
  | 'overdue'
  | 'dueSoon'
  | 'collected'
  | 'quiet'
  | 'testTitle'
  | 'testBody'
  | 'organisation'
  | 'time',
  string
>

const ZH: Words = {
  tag: '[风向标]',
  colon: '：',
  open_bracket: '【',
  close_bracket: '】',
  kind: {
    opened: '新预警',
    worsened: '预警加重',
    escalated: '预警上报',
    assigned: '预警转给您',
    repeat: '预警仍未处理',
    resolved: '预警已解除',
    system: '系统通知',
  },
  why: { new: '新增', held: '昨日未打扰', overdue: '已超时限', escalated: '已上报' },
  customer: '客户',
  subject: '事项',
  amount: '涉及金额',
  reason: '原因',
  nextStep: '下一步',
  plan: '应急预案',
  responsible: '负责人',
  due: '处理时限',
  open: '查看详情',
  openAll: '查看全部',
  digest: (count) => `${count} 条预警合并提醒`,
  more: (count) => `……还有 ${count} 条，请打开查看`,
  briefTitle: (day) => `早报 ${day}`,
  briefSubject: (count, amount) => `${count} 条待处理，涉及 ${amount}`,
  openAlerts: '待处理预警',
  alertsAndMoney: (count, amount) => `${count} 条，涉及 ${amount}`,
  itemsAndMoney: (count, amount) => `${count} 笔，${amount}`,
  overdue: '已逾期',
  dueSoon: '7 天内到期',
  collected: '上次早报以来到账',
  quiet: '上次早报以来没有新的情况，可以安心开始今天的工作。',
  testTitle: '测试消息',
  testBody: '看到这条消息，说明提醒通道已经接通。以后的预警会发到这里。',
  organisation: '公司',
  time: '时间',
  channelOff: (name) => `提醒通道「${name}」已停用`,
  openBrief: '打开早报',
  openChannels: '去修通道',
  openHealth: '打开系统自检',
  backupFailed: '数据备份失败',
  backupNext: '请检查磁盘空间和备份目录，再运行 bw backup；系统一小时后会自动重试。',
}

const EN: Words = {
  tag: '[Bellwether]',
  colon: ': ',
  open_bracket: '(',
  close_bracket: ')',
  kind: {
    opened: 'New alert',
    worsened: 'Alert got worse',
    escalated: 'Alert escalated',
    assigned: 'Alert assigned to you',
    repeat: 'Alert still waiting',
    resolved: 'Alert cleared',
    system: 'System notice',
  },
  why: { new: 'new', held: 'held back', overdue: 'past its deadline', escalated: 'escalated' },
  customer: 'Customer',
  subject: 'About',
  amount: 'Money at risk',
  reason: 'Why',
  nextStep: 'Next step',
  plan: 'Emergency plan',
  responsible: 'Responsible',
  due: 'Handle by',
  open: 'Open',
  openAll: 'Open all',
  digest: (count) => `${count} alerts in one message`,
  more: (count) => `… and ${count} more, open to see them`,
  briefTitle: (day) => `Morning brief ${day}`,
  briefSubject: (count, amount) => `${count} open, ${amount} at risk`,
  openAlerts: 'Open alerts',
  alertsAndMoney: (count, amount) => `${count}, ${amount} at risk`,
  itemsAndMoney: (count, amount) => `${count}, ${amount}`,
  overdue: 'Overdue',
  dueSoon: 'Due within 7 days',
  collected: 'Collected since the last brief',
  quiet: 'Nothing new since the last brief.',
  testTitle: 'Test message',
  testBody: 'If you can read this, the channel works. Alerts will arrive here.',
  organisation: 'Company',
  time: 'Time',
  channelOff: (name) => `Channel “${name}” was switched off`,
  openBrief: 'Open the brief',
  openChannels: 'Mend the channel',
  openHealth: 'Open the health page',
  backupFailed: 'The backup failed',
  backupNext: 'Check disk space and the backup directory, then run bw backup; it is tried again in an hour.',
}

const WORDS: Record<Locale, Words> = { 'zh-CN': ZH, en: EN }
