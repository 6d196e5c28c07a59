import {
  readEmail,
  readPhone as readPhoneEntry,
  readUscc as readUsccEntry,
  tidyName,
} from '../customer/entry.ts'
import { readLastFollowUp } from './last-follow-up.ts'
import { readOwn } from './own-fields.ts'
import { type PersonRef, parsePeople } from './parse-text.ts'
import { type PhoneNote, readPhoneNote } from './phone-note.ts'
import type { ContactRecord, CustomerRecord, CustomerRef } from './records.ts'
import type { RowReader } from './row-reader.ts'

const MAX_TERM_DAYS = 3650

/** The customer of a row by code, name or both; a file that has only codes uses the code as the name. */
export function readCustomer(reader: RowReader, nameField = 'customerName'): CustomerRef | null {
  const name = tidied(reader.name(nameField))
  const code = reader.code('customerCode')
  if (name === null && code === null) return null
  return code === null ? { name: name! } : { name: name ?? code, code }
}

export function buildCustomer(reader: RowReader): CustomerRecord | null {
  const externalCode = reader.code('externalCode')
  // Where the file has a column of names, an empty cell in it is a gap and not a name.
  const name = tidied(reader.name('name')) ?? (reader.has('name') ? null : externalCode)
  if (name === null) {
    reader.problem('name', 'required')
    return null
  }
  const keyLevel = readKeyLevel(reader)
  const termDays = readTermDays(reader)
  const limitFen = reader.amount('limitFen')
  if (limitFen !== null && limitFen < 0n) reader.problem('limitFen', 'amount_negative')
  const phone = readPhone(reader)
  return {
    kind: 'customer',
    name,
    ...given('externalCode', externalCode),
    ...given('shortName', reader.name('shortName', 60)),
    ...given('uscc', readUscc(reader)),
    ...given('city', reader.text('city', 60)),
    ...given('phone', phone?.phone ?? null),
    ...given('phoneName', phone?.name ?? null),
    ...given('contact', takenContact(reader, phone)),
    ...given('keyLevel', keyLevel),
    ...given('termDays', termDays),
    ...given('limitFen', limitFen),
    ...given('responsible', reader.person('responsible')),
    ...given('members', readMembers(reader)),
    ...given('remark', reader.text('remark', 2000)),
    ...given('createdOn', reader.day('createdOn')),
    ...given('lastFollowUp', readLastFollowUp(reader)),
    ...readOwn(reader),
  }
}

export function buildContact(reader: RowReader): ContactRecord | null {
  const customer = readCustomer(reader)
  const name = withoutStrays(tidied(reader.name('name', 60)))
  if (customer === null) reader.problem('customerName', 'required')
  if (name === null) reader.problem('name', 'required')
  if (customer === null || name === null) return null
  const email = readEmail(reader.text('email', 200))
  if (!email.ok) reader.problem('email', email.code, String(email.detail?.['text']))
  return {
    kind: 'contact',
    customer,
    name,
    ...given('title', reader.text('title', 60)),
    ...given('phone', readOwnPhone(reader, name)),
    ...given('email', email.ok ? email.value : null),
    ...given('wechat', reader.text('wechat', 60)),
    ...given('primary', reader.yesNo('primary')),
    ...readOwn(reader),
  }
}

function tidied(name: string | null): string | null {
  return name === null ? null : tidyName(name)
}

/** "...Potter", "/White", "Flenderson_": what a slipped key leaves around a person's name. */
function withoutStrays(name: string | null): string | null {
  const bare = name?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.)）]+$/gu, '') ?? ''
  return bare === '' ? null : bare
}

export function readTermDays(reader: RowReader): number | null {
  const days = reader.whole('termDays')
  if (days !== null && (days < 0 || days > MAX_TERM_DAYS))
    reader.problem('termDays', 'days_out_of_range', String(days))
  return days
}

/** An optional property: absent when there is nothing to say. */
export function given<K extends string, V>(key: K, value: V | null): { [P in K]?: V } {
  return (value === null ? {} : { [key]: value }) as { [P in K]?: V }
}

function readUscc(reader: RowReader): string | null {
  const code = reader.code('uscc')
  const read = readUsccEntry(code)
  if (read.ok) return read.value
  reader.problem('uscc', read.code, code ?? '')
  return code
}

/** A cell without any digit says that there is none: 无, 见合同. */
function readPhone(reader: RowReader): PhoneNote | null {
  const text = reader.text('phone', 60)
  if (text === null || !/\d/.test(text)) return null
  const read = readPhoneEntry(text)
  if (read.ok) return read.value === null ? null : { phone: read.value, name: null }
  const note = readPhoneNote(text)
  if (note === null) reader.problem('phone', read.code, text)
  return note
}

/** Whoever is named beside the number becomes a contact once somebody has said so. */
function takenContact(reader: RowReader, note: PhoneNote | null) {
  if (reader.plan.mapping.phoneNames !== 'take' || note === null || note.name === null) return null
  return { name: note.name, phone: note.phone }
}

/** Beside the phone of a contact stands that contact (王工 of 王强), or the cell says something else. */
function readOwnPhone(reader: RowReader, name: string): string | null {
  const note = readPhone(reader)
  if (note === null || note.name === null || note.name[0] === name[0]) return note?.phone ?? null
  reader.problem('phone', 'phone_invalid', reader.text('phone', 60) ?? '')
  return null
}

function readMembers(reader: RowReader): PersonRef[] | null {
  const text = reader.text('members', 500)
  const people = text === null ? [] : parsePeople(text)
  return people.length === 0 ? null : people
}

function readKeyLevel(reader: RowReader): 'key' | 'normal' | null {
  const text = reader.text('keyLevel', 30)
  if (text === null) return null
  if (/非重点|普通|一般|normal|^[bcd]$|^否$|^no?$/i.test(text)) return 'normal'
  if (/重点|战略|重要|大客户|vip|key|^a$|^是$|^y(es)?$/i.test(text)) return 'key'
  reader.problem('keyLevel', 'key_level_unreadable', text)
  return null
}
