import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { CUSTOMER_ROWS } from '../../../api/customers.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'

/** The first few of a list and the button that shows the rest; a page of sixty rows hides what matters. */
export function useFirst<T>(rows: readonly T[], few: number): { shown: readonly T[]; more: ReactNode } {
  const t = useText(customersText)
  const [all, setAll] = useState(false)
  // One or two hidden rows are not worth a button.
  if (all || rows.length <= few + 2) return { shown: rows, more: null }
  return {
    shown: rows.slice(0, few),
    more: (
      <div className="biz-more">
        <Button type="text" size="small" onClick={() => setAll(true)}>
          {t('showAll', { n: rows.length })}
        </Button>
      </div>
    ),
  }
}

type LatestProps = { customer: { rows: number }; shown: number; total?: number }

/** Where a section stops short of all there is, it says so and leads on. `total` left out: nobody counts. */
export function Latest({ customer: { rows }, shown, total }: LatestProps) {
  const t = useText(customersText)
  const { set } = useUrl()
  if (total === undefined ? shown < rows : total <= shown) return null
  return (
    <p className="biz-more bw-muted">
      {total === undefined ? t('onlyFirst', { shown }) : t('latestOf', { shown, n: total })}
      {rows < CUSTOMER_ROWS.many && (
        <Button type="link" size="small" onClick={() => set({ rows: String(CUSTOMER_ROWS.many) })}>
          {t('showMore', { n: CUSTOMER_ROWS.many })}
        </Button>
      )}
    </p>
  )
}
