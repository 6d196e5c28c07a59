import type { listBills } from '../../../api/bills.ts'
import type { listCloses } from '../../../api/closes.ts'
import type { listDisputes } from '../../../api/disputes.ts'
import type { readPenalties } from '../../../api/penalties.ts'
import type { listReceipts } from '../../../api/receipts.ts'
import type { ageing, customerStatement, listInstalments } from '../../../api/receivables.ts'
import { AGEING_BASES, AGEING_GROUPS } from '../../../core/receivable/ageing-group.ts'
import type { QueryOf, ReplyOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export type Ageing = ReplyOf<typeof ageing>
export type ReceiptRow = ReplyOf<typeof listReceipts>['items'][number]
export type CloseRow = ReplyOf<typeof listCloses>['items'][number]
export type BillPage = ReplyOf<typeof listBills>
export type Bill = BillPage['items'][number]
export type PenaltyRow = ReplyOf<typeof readPenalties>['items'][number]
export type Dispute = ReplyOf<typeof listDisputes>['items'][number]

/** Customers shown at first; the rest on demand (C093: the totals always count everybody). */
export const FIRST_CUSTOMERS = 50
export const ALL_CUSTOMERS = 1000
export const DETAIL_SIZE = 50

/** The page's URL as the query of the ageing; a loader and the page build the same cache key from it. */
export function ageingQuery(values: UrlValues): QueryOf<typeof ageing> {
  return {
    asOf: values.asOf,
    known: values.known,
    q: values.q,
    ...groupingOf(values),
    top: values.all === 'true' ? ALL_CUSTOMERS : FIRST_CUSTOMERS,
  }
}

/** How the ageing is counted and added up, as it stands in the URL. */
export function groupingOf(values: UrlValues): Pick<QueryOf<typeof ageing>, 'basis' | 'by' | 'group'> {
  const basis = AGEING_BASES.find((one) => one === values.basis)
  const by = AGEING_GROUPS.find((one) => one === values.by)
  return { basis, by, group: by && by !== 'customer' ? values.group : undefined }
}

/** The span and the reading of a statement, as they stand in the URL. */
export function statementQuery(values: UrlValues): QueryOf<typeof customerStatement> {
  return { asOf: values.asOf, known: values.known, from: values.from }
}

/** The rows behind the figure that was clicked, or null when none is open. */
export function detailQuery(
  values: UrlValues,
  bucket: { fromDays: number | null; toDays: number | null } | undefined,
): QueryOf<typeof listInstalments> | null {
  const base = {
    page: Number(values.page ?? 1),
    size: DETAIL_SIZE,
    asOf: values.asOf,
    known: values.known,
    customerId: values.customerId,
    fields: values['fields'],
    custom: values['custom'],
  }
  if (bucket) {
    const { basis } = groupingOf(values)
    return { ...base, basis, fromDays: bucket.fromDays ?? undefined, toDays: bucket.toDays ?? undefined }
  }
  if (values.fromDays || values.toDays) return { ...base, fromDays: values.fromDays, toDays: values.toDays }
  if (values.disputed) return { ...base, disputed: 'true' }
  if (values.kept) return { ...base, kept: 'true' }
  if (values.due) return { ...base, dueFrom: values.due, dueTo: values.due }
  return values.customerId ? base : null
}
