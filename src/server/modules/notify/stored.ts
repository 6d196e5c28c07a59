import type { Instant } from '../../../core/calendar.ts'
import type { Brief, BriefMonth } from '../../../core/notify/brief.ts'
import type { AlertNow } from '../../../core/notify/decide.ts'
import type { Errand } from '../../../core/notify/errand.ts'
import type { Message, NoticeContent } from '../../../core/notify/message.ts'
import type { FaultCode } from '../../../core/watch/vital-signs.ts'
import { errandWords } from '../../../text/errands.ts'
import type { Locale } from '../../../text/errors.ts'
import { machineFaultWords } from '../../../text/machine-fault.ts'
import {
  backupFailedWords,
  briefWords,
  channelOffWords,
  type NoticeWords,
  noticeWords,
  testWords,
} from '../../../text/notify.ts'

/**
 * What a notice row keeps: facts, never words, so that each reader gets their own language and a message
 * built again after a crash is the same message.
 */
export type Stored =
  | {
      about: 'alert'
      content: NoticeContent
      alert: AlertNow
      customerId: string | null
      responsibleId: string
    }
  | { about: 'errand'; errand: Errand; customerId: string | null; subjectId: string }
  | { about: 'brief'; brief: Brief; url: string | null }
  | CustomerMail
  | { about: 'test'; organisation: string; at: string; to: string | null }
  | {
      about: 'channelOff'
      channel: { name: string; code: string; explanation: string; whatToDo: string | null }
    }
  | { about: 'backupFailed'; message: string }
  | { about: 'fault'; code: FaultCode; detail: string }

/** The kind of a notice that is a letter to a customer. */
export const CUSTOMER_MAIL = 'customer-mail'

/** What somebody sends to a customer: the very words, since they were read before they were sent. */
export type CustomerMail = {
  about: 'customerMail'
  customer: { id: string; name: string }
  to: { address: string; name: string }
  subject: string
  text: string
  fromName: string
  /** who pressed send, and where answers go */
  sender: { id: string; replyTo: { name: string; address: string } | null }
  /** what is attached, as it is kept */
  files: readonly { recordKind: string; recordId: string; fileId: string }[]
}

/** `toldAt` is set once the notice has left the house: it counts as an interruption of that day. */
export type StoredContent = Stored & { toldAt?: Instant | null }

/** Reasons for which a notice does not even reach the page; the row stays as the record of the decision. */
export const PAGE_SKIPS = ['trial', 'silenced', 'never_told', 'duplicate'] as const

/** jsonb has no bigint: amounts come back as numbers and become fen again here, in one place. */
export function readStored(json: unknown): StoredContent {
  const stored = json as StoredContent
  if (stored.about === 'alert') {
    return { ...stored, content: { ...stored.content, amountFen: fenOrNull(stored.content.amountFen) } }
  }
  if (stored.about === 'errand') {
    return { ...stored, errand: { ...stored.errand, amountFen: fenOrNull(stored.errand.amountFen) } }
  }
  if (stored.about !== 'brief') return stored
  const { brief } = stored
  return {
    ...stored,
    brief: {
      ...brief,
      moneyAtRiskFen: BigInt(brief.moneyAtRiskFen),
      money: {
        ...brief.money,
        overdueFen: BigInt(brief.money.overdueFen),
        dueSoonFen: BigInt(brief.money.dueSoonFen),
        collectedFen: BigInt(brief.money.collectedFen),
      },
      ...(brief.month ? { month: readMonth(brief.month) } : {}),
      items: brief.items.map((item) => ({ ...item, amountFen: fenOrNull(item.amountFen) })),
    },
  }
}

export function wordsOf(locale: Locale, stored: Stored): NoticeWords {
  switch (stored.about) {
    case 'alert':
      return noticeWords(locale, stored.content)
    case 'errand':
      return errandWords(locale, stored.errand)
    case 'brief':
      return briefWords(locale, stored.brief, stored.url)
    case 'customerMail':
      return { ...LETTER, title: stored.subject, subject: stored.subject, paragraphs: [stored.text] }
    case 'test':
      return testWords(locale, stored.organisation, stored.at)
    case 'channelOff':
      return channelOffWords(locale, stored.channel)
    case 'backupFailed':
      return backupFailedWords(locale, stored.message)
    case 'fault':
      return machineFaultWords(locale, stored)
  }
}

const LETTER = { tone: 'info', fields: [], link: null } as const

/** The webhook's view: a type per kind of news, and plain data with money in fen. */
export function eventOf(stored: Stored, alertId: string | null): Message['event'] {
  if (stored.about === 'errand') {
    const { kind, amountFen, ...rest } = stored.errand
    const { subjectId, customerId } = stored
    const data = { subjectId, customerId, amountFen: amountFen === null ? null : Number(amountFen), ...rest }
    return { type: kind.replace('-', '.'), data }
  }
  if (stored.about !== 'alert') return { type: `bellwether.${stored.about}`, data: {} }
  const { kind, amountFen, ...rest } = stored.content
  return {
    type: `alert.${kind}`,
    data: {
      alertId,
      customerId: stored.customerId,
      responsibleId: stored.responsibleId,
      amountFen: amountFen === null ? null : Number(amountFen),
      ...rest,
    },
  }
}

function readMonth(month: BriefMonth): BriefMonth {
  const { end } = month
  const fen = <K extends string>(row: Record<K, bigint>, ...keys: K[]) =>
    Object.fromEntries(keys.map((key) => [key, BigInt(row[key])])) as Record<K, bigint>
  return {
    ...month,
    ...fen(month, 'collectedFen'),
    targetFen: fenOrNull(month.targetFen),
    overdue: { ...month.overdue, ...fen(month.overdue, 'amountFen') },
    top: month.top.map((row) => ({ ...row, ...fen(row, 'overdueFen') })),
    end:
      end.kind === 'projected'
        ? {
            ...end,
            ...fen(end, 'expectedFen', 'lowFen', 'highFen'),
            months: end.months.map((one) => ({ ...one, ...fen(one, 'byThenFen', 'restFen') })),
          }
        : end,
  }
}

function fenOrNull(value: bigint | number | null): bigint | null {
  return value === null ? null : BigInt(value)
}
