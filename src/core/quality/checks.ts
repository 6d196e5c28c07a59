import type { Addressee } from '../watch/rule.ts'

/** What a defect is found on. */
export const DEFECT_RECORDS = ['customer', 'contact', 'deal', 'instalment', 'payment'] as const
export type DefectRecord = (typeof DEFECT_RECORDS)[number]

type Check = {
  record: DefectRecord
  /** who can mend it */
  mender: Addressee
  /** working days until it should be mended */
  workdays: number
}

/**
 * Every check of the data there is (C204 C205). What the rules of entry refuse is found here where it came in
 * before there were rules; the rest only shows once records stand beside each other.
 */
const TABLE = {
  uscc_invalid: { record: 'customer', mender: 'subject-responsible', workdays: 5 },
  uscc_missing: { record: 'customer', mender: 'subject-responsible', workdays: 10 },
  uscc_form: { record: 'customer', mender: 'subject-responsible', workdays: 10 },
  name_form: { record: 'customer', mender: 'subject-responsible', workdays: 10 },
  phone_unreadable: { record: 'customer', mender: 'subject-responsible', workdays: 5 },
  phone_form: { record: 'customer', mender: 'subject-responsible', workdays: 10 },
  unreachable: { record: 'customer', mender: 'subject-responsible', workdays: 5 },
  customer_unowned: { record: 'customer', mender: 'manager', workdays: 2 },
  customer_left: { record: 'customer', mender: 'manager', workdays: 2 },
  key_no_backup: { record: 'customer', mender: 'manager', workdays: 5 },
  customer_twice: { record: 'customer', mender: 'manager', workdays: 5 },
  documents_unbooked: { record: 'customer', mender: 'subject-responsible', workdays: 10 },
  contact_name_form: { record: 'contact', mender: 'subject-responsible', workdays: 10 },
  contact_phone_unreadable: { record: 'contact', mender: 'subject-responsible', workdays: 5 },
  contact_phone_form: { record: 'contact', mender: 'subject-responsible', workdays: 10 },
  contact_email_unreadable: { record: 'contact', mender: 'subject-responsible', workdays: 10 },
  deal_no_amount: { record: 'deal', mender: 'subject-responsible', workdays: 3 },
  deal_no_close_day: { record: 'deal', mender: 'subject-responsible', workdays: 3 },
  deal_close_day_past: { record: 'deal', mender: 'subject-responsible', workdays: 3 },
  deal_left: { record: 'deal', mender: 'manager', workdays: 2 },
  deal_won_unwritten: { record: 'deal', mender: 'subject-responsible', workdays: 5 },
  deal_checks_left: { record: 'deal', mender: 'subject-responsible', workdays: 3 },
  deal_closed_before_begun: { record: 'deal', mender: 'subject-responsible', workdays: 5 },
  deal_unbooked: { record: 'deal', mender: 'subject-responsible', workdays: 10 },
  due_before_issue: { record: 'instalment', mender: 'finance', workdays: 3 },
  payment_unallocated: { record: 'payment', mender: 'finance', workdays: 3 },
} as const satisfies Record<string, Check>

export type CheckCode = keyof typeof TABLE
export const CHECK_CODES = Object.keys(TABLE) as [CheckCode, ...CheckCode[]]

export function checkOf(code: CheckCode): Check {
  return TABLE[code]
}

/** A field whose right form follows from what is there, without guessing. */
export type Fix = { field: 'name' | 'phone' | 'uscc'; from: string; to: string }

export type Finding = {
  check: CheckCode
  recordId: string
  /** the older one of two that may be one company */
  otherId?: string
  responsibleId: string | null
  /** what was judged: a finding that was dismissed comes back only when this changes */
  value: string
  /** what a page says in place of a value that is an id */
  words?: { zh: string; en: string }
  fix?: Fix
}
