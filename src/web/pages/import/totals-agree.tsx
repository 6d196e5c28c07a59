import type { previewImport } from '../../../api/imports.ts'
import { formatFen } from '../../../core/money.ts'
import { importText } from '../../../text/web/import.ts'
import type { ReplyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'

type Totals = ReplyOf<typeof previewImport>['totals']

/** Before anything else: does what goes in add up to what the file itself says. */
export function TotalsAgree({ totals }: { totals: Totals }) {
  const t = useText(importText)
  const stated = totals.fileTotalFen
  const failed = totals.checks.filter((check) => !check.agree)
  const state = totals.agree === null ? 'none' : totals.agree ? 'agree' : 'differ'
  if (totals.amountFen === 0 && stated === null) return null
  return (
    <section className="biz-totals" data-state={state}>
      <div className="biz-totals-line">
        <span>
          <em>{t('ourTotal')}</em>
          <strong>
            <Money fen={totals.amountFen} />
          </strong>
        </span>
        {stated !== null && (
          <>
            <b aria-hidden>{totals.agree ? '=' : '≠'}</b>
            <span>
              <em>{t('yourTotal')}</em>
              <strong>
                <Money fen={stated} />
              </strong>
            </span>
          </>
        )}
        <span className="biz-totals-word">
          {stated === null
            ? t('noTotal')
            : totals.agree
              ? t('agree')
              : t('differ', { amount: exact(stated - totals.amountFen) })}
        </span>
      </div>
      {totals.badAmountFen !== 0 && (
        <p className="bw-warn">{t('totalWithBad', { amount: exact(totals.badAmountFen) })}</p>
      )}
      {failed.length > 0 && (
        <div>
          <p>{t('checksFailed')}</p>
          <ul>
            {failed.slice(0, 8).map((check) => (
              <li key={`${check.row} ${check.field}`}>
                {t('checkLine', {
                  row: check.row,
                  label: check.label,
                  stated: exact(check.statedFen),
                  computed: exact(check.computedFen),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

/** A difference of a few fen must be seen, so the short form is of no use here. */
function exact(fen: number): string {
  return `¥${formatFen(BigInt(fen))}`.replace('¥-', '-¥')
}
