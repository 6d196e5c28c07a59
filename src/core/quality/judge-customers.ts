import { readEmail, readPhone, readUscc, tidyName } from '../customer/entry.ts'
import type { Fen } from '../money.ts'
import type { Result } from '../result.ts'
import type { CheckCode, Finding, Fix } from './checks.ts'

export type CustomerFacts = {
  id: string
  name: string
  uscc: string | null
  phone: string | null
  responsibleId: string | null
  /** somebody who works here and can sign in */
  isResponsibleHere: boolean
  /** a key customer, and nobody here steps in for whoever answers for it */
  isKeyUnbacked: boolean
  openFen: Fen
  openDeals: number
  /** a contact with a telephone number */
  hasReachableContact: boolean
  /** quotes, orders and contracts in foreign money that stand at 1:1, by number (decision 0018) */
  unbooked: string
}

export type ContactFacts = {
  id: string
  name: string
  phone: string | null
  email: string | null
  responsibleId: string | null
}

/** What is wrong with one customer by itself. That nobody answers for one of the pool is in order. */
export function judgeCustomer(customer: CustomerFacts): Finding[] {
  const { uscc, phone, name, responsibleId, openFen, openDeals } = customer
  const find = finder(customer)
  const underWay = openFen > 0n || openDeals > 0
  const reached = phone !== null || customer.hasReachableContact
  return [
    ...byRule({ field: 'uscc', text: uscc, rule: readUscc, bad: 'uscc_invalid', form: 'uscc_form' }, find),
    ...(uscc === null && openFen > 0n ? [find('uscc_missing', '')] : []),
    ...nameOf(name, 'name_form', find),
    ...byRule(
      { field: 'phone', text: phone, rule: readPhone, bad: 'phone_unreadable', form: 'phone_form' },
      find,
    ),
    ...(customer.unbooked !== '' ? [find('documents_unbooked', customer.unbooked)] : []),
    ...(underWay && !reached ? [find('unreachable', '')] : []),
    ...(underWay && responsibleId === null ? [find('customer_unowned', '')] : []),
    ...(responsibleId !== null && !customer.isResponsibleHere ? [find('customer_left', responsibleId)] : []),
    // Whoever left has no backup to be asked for: first of all somebody must answer (C190).
    ...(customer.isKeyUnbacked && customer.isResponsibleHere ? [find('key_no_backup', '')] : []),
  ]
}

export function judgeContact(contact: ContactFacts): Finding[] {
  const find = finder(contact)
  const email = readEmail(contact.email)
  return [
    ...nameOf(contact.name, 'contact_name_form', find),
    ...byRule(
      {
        field: 'phone',
        text: contact.phone,
        rule: readPhone,
        bad: 'contact_phone_unreadable',
        form: 'contact_phone_form',
      },
      find,
    ),
    ...(email.ok ? [] : [find('contact_email_unreadable', contact.email ?? '')]),
  ]
}

type Find = (check: CheckCode, value: string, fix?: Fix) => Finding

function finder({ id, responsibleId }: { id: string; responsibleId: string | null }): Find {
  return (check, value, fix) => ({ check, recordId: id, responsibleId, value, ...(fix ? { fix } : {}) })
}

type Field = {
  field: Fix['field']
  text: string | null
  rule: (text: string | null) => Result<string | null>
  bad: CheckCode
  form: CheckCode
}

/** Refused by the rule of entry, or kept in another form than that rule would keep it in today. */
function byRule({ field, text, rule, bad, form }: Field, find: Find): Finding[] {
  if (text === null) return []
  const read = rule(text)
  if (!read.ok) return [find(bad, text)]
  if (read.value === null || read.value === text) return []
  return [find(form, text, { field, from: text, to: read.value })]
}

function nameOf(name: string, check: CheckCode, find: Find): Finding[] {
  const tidy = tidyName(name)
  return tidy === name ? [] : [find(check, name, { field: 'name', from: name, to: tidy })]
}
