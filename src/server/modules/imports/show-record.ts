import { dayOf, formatInstant } from '../../../core/calendar.ts'
import { fieldPath } from '../../../core/fields/custom-field.ts'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { ImportRecord } from '../../../core/import/records.ts'
import { formatFen } from '../../../core/money.ts'
import { quantityText } from '../../../core/quote/offer.ts'
import type { Locale } from '../../../text/errors.ts'

/** A record as one line of "field: value" for the preview, in the field names a mapping uses. */
export function showRecord(
  record: ImportRecord,
  _target: ImportTarget,
  _locale: Locale,
): Record<string, string> {
  const shown: Record<string, string> = {}
  const put = (field: string, value: string | number | bigint | boolean | undefined) => {
    if (value === undefined) return
    shown[field] = typeof value === 'bigint' ? formatFen(value) : String(value)
  }
  if ('customer' in record && record.customer) {
    put('customerName', record.customer.name)
    put('customerCode', record.customer.code)
  }
  if ('responsible' in record) put('responsible', record.responsible?.name)
  if ('person' in record) put('person', record.person.name)
  for (const [field, value] of Object.entries(record)) {
    // Names in phone cells are listed by themselves, since somebody has to say what becomes of them.
    if (field === 'phoneName' || field === 'kind' || field === 'occurredAt' || typeof value === 'object')
      continue
    put(field, value as string)
  }
  if (record.kind === 'customer') put('members', record.members?.map(({ name }) => name).join('、'))
  if ('custom' in record)
    for (const [key, value] of Object.entries(record.custom ?? {})) put(fieldPath(key), value)
  if (record.kind === 'invoice') {
    put('taxFen', record.tax?.taxFen)
    put('dueOn', record.instalments.map((part) => part.dueOn ?? '').join(' '))
    put(
      'payments',
      record.payments.map((one) => `${one.receivedOn} ${formatFen(one.amountFen)}`).join('; ') || undefined,
    )
  }
  if (record.kind === 'deal')
    put('history', record.history.map((one) => `${one.stage} ${one.occurredOn}`).join(' → '))
  if (record.kind === 'order') {
    put(
      'lines',
      record.lines
        ?.map(({ product, quantityMilli, unit }) => `${product} × ${quantityText(quantityMilli)}${unit}`)
        .join('；'),
    )
  }
  if (record.kind === 'quote') {
    put('history', record.steps.map(({ kind, on }) => `${kind} ${on}`).join(' → '))
  }
  if ('lastFollowUp' in record && record.lastFollowUp) {
    put('lastFollowUpAt', dayOf(record.lastFollowUp.at))
    put('nextFollowUpOn', record.lastFollowUp.nextOn)
  }
  if (record.kind === 'activity') put('occurredAt', formatInstant(record.occurredAt))
  return shown
}
