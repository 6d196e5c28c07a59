import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { customersText } from '../../../text/web/customers.ts'
import { useText } from '../../ui/language.tsx'

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

/** Where a section stops short of all there is, it says so. */
export function Latest({ shown, total }: { shown: number; total: number }) {
  const t = useText(customersText)
  if (total <= shown) return null
  return <p className="biz-more bw-muted">{t('latestOf', { shown, n: total })}</p>
}
