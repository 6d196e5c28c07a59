import { listAllowances } from '../../../api/allowances.ts'
import { CAUSE_WORDS } from '../../../core/order/allowance.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Day } from '../../ui/day.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

/** What came back against a note, and whether it is money yet. */
export function ReturnsOfNote({ noteId }: { noteId: string }) {
  const t = useText(allowancesText)
  const { language } = useLanguage()
  const may = useMay()
  const { data } = useLater(listAllowances, {
    query: { noteId, view: 'all', page: 1, size: 20 },
    enabled: may('receivable.read'),
  })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('returnsOfNote')}>
      {data.items.map((row) => (
        <p key={row.id} className="bw-row bw-wrap">
          <Day day={row.on} />
          <span className={row.status === 'ended' ? 'bw-struck' : ''}>
            {CAUSE_WORDS[row.cause][language]} <Money fen={row.amountFen} />
          </span>
          <TextLink href={paths.allowances({ customerId: row.customer.id })}>
            {row.credit
              ? t('statusCredited', { reference: row.credit.reference })
              : t(
                  row.status === 'asked'
                    ? 'statusAsked'
                    : row.status === 'ended'
                      ? 'statusEnded'
                      : row.needsCredit
                        ? 'toCredit'
                        : 'statusBilledLess',
                )}
          </TextLink>
        </p>
      ))}
    </Panel>
  )
}
