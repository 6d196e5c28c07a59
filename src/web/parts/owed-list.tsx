import { listInstalments } from '../../api/receivables.ts'
import { COMPANY_CURRENCY } from '../../core/exchange/rate.ts'
import { isUndated } from '../../core/receivable/retention.ts'
import { formsText } from '../../text/web/forms.ts'
import { type ReplyOf, useLater } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { LedgerMoney } from '../ui/money.tsx'
import { MoneyInput } from './money-input.tsx'

type OwedItem = ReplyOf<typeof listInstalments>['items'][number]

/** What this customer still owes, oldest first. */
export function useOwed(customerId: string | undefined): OwedItem[] | null {
  const { data } = useLater(listInstalments, {
    query: { customerId, sort: 'due', size: 50, page: 1 },
    enabled: customerId !== undefined,
  })
  return data?.items.filter((item) => item.openFen > 0) ?? null
}

export function currencyOf(item: OwedItem): string {
  return item.original?.currency ?? COMPANY_CURRENCY
}

/** With `choose` each line takes its own part, in the currency of the payment. */
export function OwedList(props: {
  owed: OwedItem[] | null
  currency: string
  choose: boolean
  chosen: Record<string, number>
  onChange: (next: Record<string, number>) => void
}) {
  const t = useText(formsText)
  const { owed, currency } = props
  if (!owed) return null
  if (owed.length === 0) return <p className="bw-soft biz-hint">{t('allocateNothing')}</p>
  // Across currencies the server knows what is too much.
  const most = (item: OwedItem) =>
    currencyOf(item) === currency ? (item.original?.openMinor ?? item.openFen) : Number.MAX_SAFE_INTEGER
  return (
    <ul className="biz-owed">
      {owed.map((item) => (
        <li key={item.id}>
          <div>
            <strong>{item.invoiceNumber}</strong> {item.label}
            <div className={item.overdueDays > 0 ? 'bw-danger' : 'bw-muted'}>
              {item.overdueDays > 0
                ? t('overdueBy', { n: item.overdueDays })
                : isUndated(item.dueOn)
                  ? t('awaitsAcceptance')
                  : t('due', { day: item.dueOn })}
            </div>
          </div>
          {props.choose ? (
            <div className="biz-owed-part">
              {currencyOf(item) !== currency && <OpenOf item={item} />}
              <MoneyInput
                value={props.chosen[item.id] ?? null}
                label={`${item.invoiceNumber} ${item.label}`}
                currency={currency}
                onChange={(fen) =>
                  props.onChange({ ...props.chosen, [item.id]: Math.min(fen ?? 0, most(item)) })
                }
              />
            </div>
          ) : (
            <OpenOf item={item} />
          )}
        </li>
      ))}
    </ul>
  )
}

function OpenOf({ item }: { item: OwedItem }) {
  return (
    <LedgerMoney
      fen={item.openFen}
      original={item.original && { currency: item.original.currency, minor: item.original.openMinor }}
    />
  )
}
