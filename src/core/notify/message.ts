import type { Day, Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'

/** 1 = urgent, 2 = important, 3 = worth knowing. */
export type Severity = 1 | 2 | 3

/** What happened to the alert that somebody should hear about. */
export type NoticeKind = 'opened' | 'worsened' | 'escalated' | 'assigned' | 'repeat' | 'resolved' | 'system'

/**
 * The facts of one notice, before any language or channel: enough to act on without opening the link
 * (C123).
 */
export type NoticeContent = {
  kind: NoticeKind
  severity: Severity
  /** The rule's name as people know it: 回款逾期. */
  rule: string
  customer: string | null
  /** The thing itself when it is not the customer: a deal's title, "2026-031 第 2 期". */
  subject: string | null
  amountFen: Fen | null
  /** One plain sentence with the figures in it. */
  reason: string
  nextStep: string | null
  /** the same for whoever reads English; news from before this was kept has it in Chinese only */
  english?: { rule: string; reason: string; nextStep: string | null }
  /** the emergency plan of the day it was written on, and what comes first in it: whom to call, what to do */
  plan?: { day: Day; call: string | null; step: { title: string; minutes: number } | null }
  responsible: string
  dueAt: Instant | null
  url: string | null
}

/** The notice with the words of whoever reads it. */
export function inLanguage(notice: NoticeContent, isEnglish: boolean): NoticeContent {
  return isEnglish && notice.english ? { ...notice, ...notice.english } : notice
}

/** How one person is reached in each group; whatever is null is not known. */
export type Mention = {
  name: string
  wecomUserId: string | null
  dingtalkUserId: string | null
  feishuOpenId: string | null
  phone: string | null
}

export type Tone = 'bad' | 'warn' | 'info' | 'good'

/** What a transport is given: words already chosen, layout and limits still to come. It knows no business. */
export type Message = {
  /** Stable: every attempt of this message carries the same id, so receivers can drop a repeat. */
  id: string
  /** Messages about the same thing thread together in a mailbox. */
  threadId: string | null
  at: Instant
  tone: Tone
  title: string
  /** The subject line of an e-mail, which has no colours or fields to lean on. */
  subject: string
  fields: readonly { label: string; value: string; strong?: boolean }[]
  paragraphs: readonly string[]
  mentions: readonly Mention[]
  link: { label: string; url: string } | null
  /** Several notices in one; mailboxes offer to unsubscribe from these. */
  digest: boolean
  /** What machines read: the type and data of a webhook. */
  event: { type: string; data: Readonly<Record<string, unknown>> }
  /** to a customer: as a person wrote it and pressed send, and nothing of ours around it */
  letter?: Letter
}

export type Letter = {
  text: string
  /** whose letter it is: the company, not this system */
  fromName: string
  /** answers go to whoever sent it */
  replyTo: { name: string; address: string } | null
  attachments: readonly { name: string; content: Uint8Array }[]
}

/**
 * The result of one try to send. `code` and `message` are the provider's own. A code that is not known to
 * mean success is never `sent`: WeCom, DingTalk and Feishu all answer HTTP 200 with an error code in the
 * body.
 */
export type Outcome =
  | { kind: 'sent'; code: string; message: string; requestId: string | null }
  /** The provider took it and delivers later; `asyncId` asks how it went. */
  | { kind: 'accepted'; code: string; message: string; asyncId: string }
  /** Worth another try, not before `afterMs` (0 = as the schedule says). */
  | { kind: 'retry'; code: string; message: string; afterMs: number }
  /** Nothing will go through this channel until an administrator changes something. */
  | { kind: 'channelDisabled'; code: string; message: string }
  /** This message will never arrive; `address` when only this receiver is to blame, not the channel. */
  | { kind: 'failed'; code: string; message: string; blame: 'message' | 'address' }

export type OutcomeKind = Outcome['kind']
